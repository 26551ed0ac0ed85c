//! Names for types.
use std::ffi::c_int;

pub type Status = c_int;
pub type Id = u64;
pub type IdPointer = *const Id;
pub type Bag = Basket;
pub type Callback = Option<extern "C" fn(Id, Status)>;

#[repr(C)]
pub struct Basket {
    id: Id,
    status: Status,
    ids: IdPointer,
    next: *mut Basket,
}

#[no_mangle]
pub unsafe extern "C" fn basket_status(basket: *const Bag) -> Status {
    unsafe { (*basket).status }
}

#[no_mangle]
pub extern "C" fn basket_watch(id: Id, callback: Callback) -> Status {
    if let Some(callback) = callback {
        callback(id, 0);
    }
    0
}

#[no_mangle]
pub unsafe extern "C" fn ids_first(ids: IdPointer) -> Id {
    unsafe { *ids }
}
