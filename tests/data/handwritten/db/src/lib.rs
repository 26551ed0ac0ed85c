use std::ffi::{c_char, c_double, c_int, c_uchar, c_void, CStr, CString};
use std::ptr;

pub const DB_OK: c_int = 0;
pub const DB_MISUSE: c_int = 21;
pub const DB_DONE: c_int = 101;

#[unsafe(no_mangle)]
#[allow(non_upper_case_globals)]
pub static db_version: [c_char; 6] = [b'3' as c_char, b'.' as c_char, b'1' as c_char, b'.' as c_char, b'0' as c_char, 0];

pub struct Db {
    path: CString,
    last_error: CString,
}

pub struct Stmt {
    sql: CString,
    row: usize,
    db: *mut Db,
}

pub type Callback = Option<unsafe extern "C" fn(user: *mut c_void, argc: c_int, argv: *mut *mut c_char, names: *mut *mut c_char) -> c_int>;
type Destructor = Option<unsafe extern "C" fn(*mut c_void)>;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn db_open(path: *const c_char, out: *mut *mut Db) -> c_int {
    if path.is_null() || out.is_null() { return DB_MISUSE; }
    let path = unsafe { CStr::from_ptr(path) }.to_owned();
    unsafe { *out = Box::into_raw(Box::new(Db { path, last_error: CString::default() })) };
    DB_OK
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn db_close(handle: *mut Db) -> c_int {
    if handle.is_null() { return DB_OK; }
    drop(unsafe { Box::from_raw(handle) });
    DB_OK
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn db_exec(handle: *mut Db, sql: *const c_char, callback: Callback, user: *mut c_void, error: *mut *mut c_char) -> c_int {
    let _ = (handle, sql);
    if let Some(callback) = callback {
        let rc = unsafe { callback(user, 0, ptr::null_mut(), ptr::null_mut()) };
        if rc != 0 {
            if !error.is_null() { unsafe { *error = CString::new("aborted").unwrap().into_raw() } }
            return DB_MISUSE;
        }
    }
    DB_OK
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn db_prepare(handle: *mut Db, sql: *const c_char, length: c_int, out: *mut *mut Stmt, tail: *mut *const c_char) -> c_int {
    let _ = length;
    if !tail.is_null() { unsafe { *tail = ptr::null() } }
    let sql = unsafe { CStr::from_ptr(sql) }.to_owned();
    unsafe { *out = Box::into_raw(Box::new(Stmt { sql, row: 0, db: handle })) };
    DB_OK
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn db_step(stmt: *mut Stmt) -> c_int {
    unsafe { (*stmt).row += 1 };
    DB_DONE
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn db_column_int64(stmt: *mut Stmt, column: c_int) -> i64 {
    unsafe { (*stmt).row as i64 + i64::from(column) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn db_column_double(stmt: *mut Stmt, column: c_int) -> c_double {
    unsafe { (*stmt).row as f64 + f64::from(column) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn db_column_text(stmt: *mut Stmt, column: c_int) -> *const c_uchar {
    let _ = column;
    unsafe { (&(*stmt).sql).as_ptr().cast() }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn db_column_blob(stmt: *mut Stmt, column: c_int, size: *mut usize) -> *const c_void {
    let _ = column;
    let sql = unsafe { &(*stmt).sql };
    unsafe { *size = sql.as_bytes().len() };
    sql.as_ptr().cast()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn db_bind_blob(stmt: *mut Stmt, index: c_int, data: *const c_void, size: c_int, destructor: Destructor) -> c_int {
    let _ = (stmt, index, size);
    if let Some(destructor) = destructor { unsafe { destructor(data.cast_mut()) } }
    DB_OK
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn db_finalize(stmt: *mut Stmt) -> c_int {
    if !stmt.is_null() {
        let stmt = unsafe { Box::from_raw(stmt) };
        if !stmt.db.is_null() { unsafe { (*stmt.db).last_error = CString::default() } }
    }
    DB_OK
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn db_free(memory: *mut c_void) {
    if !memory.is_null() { drop(unsafe { CString::from_raw(memory.cast()) }) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn db_errmsg(handle: *const Db) -> *const c_char {
    unsafe { if (&(*handle).path).as_bytes().is_empty() { ptr::null() } else { (&(*handle).last_error).as_ptr() } }
}
