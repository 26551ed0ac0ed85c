//! What cbindgen's own annotations change.
/// cbindgen:rename-all=CamelCase
#[repr(C)]
pub struct Account {
    user_name: *const u8,
    last_login: u64,
}

/// cbindgen:field-names=[x, y]
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Position(f32, f32);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Unnamed(u8, u32, [u16; 2]);

/// cbindgen:prefix-with-name
/// cbindgen:rename-all=ScreamingSnakeCase
#[repr(u32)]
#[derive(Clone, Copy)]
pub enum LogLevel {
    AllOfIt,
    ErrorsOnly = 10,
}

/// cbindgen:no-export
#[repr(C)]
pub struct Private {
    a: u8,
}

/// cbindgen:ignore
#[no_mangle]
pub extern "C" fn position_x(position: Position) -> f32 {
    position.0
}

#[no_mangle]
pub extern "C" fn position_new(x: f32, y: f32) -> Position {
    Position(x, y)
}

#[no_mangle]
pub extern "C" fn unnamed_sum(unnamed: Unnamed) -> u32 {
    u32::from(unnamed.0) + unnamed.1 + u32::from(unnamed.2[0])
}

#[no_mangle]
pub unsafe extern "C" fn account_login(account: *const Account, level: LogLevel) -> u64 {
    unsafe { (*account).last_login + level as u64 }
}
