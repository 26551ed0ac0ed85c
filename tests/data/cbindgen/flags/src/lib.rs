//! Flags as `bitflags!` declares them.
macro_rules! bitflags {
    ($(#[$outer:meta])* pub struct $name:ident: $kind:ty { $(const $flag:ident = $value:expr;)* }) => {
        $(#[$outer])*
        pub struct $name {
            bits: $kind,
        }
        impl $name {
            $(pub const $flag: $name = $name { bits: $value };)*
        }
    };
}

bitflags! {
    #[repr(C)]
    #[derive(Clone, Copy)]
    pub struct Access: u32 {
        const READ = 0b01;
        const WRITE = 0b10;
        const BOTH = 0b11;
    }
}

#[no_mangle]
pub extern "C" fn access_may_write(access: Access) -> bool {
    access.bits & Access::WRITE.bits != 0
}

#[no_mangle]
pub extern "C" fn access_all() -> Access {
    Access::BOTH
}
