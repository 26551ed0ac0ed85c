//! Functions in modules, public and not, and re-exports.
mod hidden {
    #[repr(C)]
    #[derive(Clone, Copy)]
    pub struct Inner {
        pub depth: u8,
        pub weight: f32,
    }

    #[no_mangle]
    pub extern "C" fn inner_depth(inner: Inner) -> u8 {
        inner.depth
    }

    pub mod deeper {
        use super::Inner;

        #[repr(C)]
        pub struct Wrapper {
            pub inner: Inner,
            pub all: [Inner; 2],
        }

        #[no_mangle]
        extern "C" fn wrapper_depth(wrapper: Wrapper) -> u8 {
            wrapper.inner.depth.max(wrapper.all[0].depth)
        }

        #[export_name = "wrapper_weight"]
        pub extern "C" fn weight_of(wrapper: &Wrapper) -> f32 {
            wrapper.inner.weight
        }
    }
}

pub mod api {
    pub use super::hidden::deeper::Wrapper;
    pub use super::hidden::Inner;

    #[no_mangle]
    pub extern "C" fn outer_new(inner: Inner) -> Wrapper {
        Wrapper { inner, all: [inner; 2] }
    }
}
