use std::ffi::{c_char, c_int, c_void};

pub struct Loop {
    logger: Option<(LogFn, *mut c_void)>,
    timers: Vec<*mut Timer>,
    filters: Vec<(FilterFn, *mut c_void, Option<unsafe extern "C" fn(*mut c_void)>)>,
}

#[repr(C)]
pub struct Timer {
    pub at_ms: u64,
    pub fire: Option<unsafe extern "C" fn(this: *mut Timer, ctx: *mut c_void)>,
    pub ctx: *mut c_void,
    pub next: *mut Timer,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub enum LogLevel {
    Trace,
    Debug,
    Info,
    Warn = 8,
    Error = 16,
}

pub type LogFn = unsafe extern "C" fn(level: LogLevel, message: *const c_char, length: usize, ctx: *mut c_void);
pub type FilterFn = unsafe extern "C" fn(id: u32, payload: *const u8, length: usize, ctx: *mut c_void) -> bool;

#[unsafe(no_mangle)]
pub extern "C" fn ev_loop_new() -> Box<Loop> {
    Box::new(Loop { logger: None, timers: Vec::new(), filters: Vec::new() })
}

#[unsafe(no_mangle)]
pub extern "C" fn ev_loop_free(this: Option<Box<Loop>>) {
    let Some(this) = this else { return };
    for (_, ctx, drop_ctx) in &this.filters {
        if let Some(drop_ctx) = drop_ctx { unsafe { drop_ctx(*ctx) } }
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn ev_loop_set_logger(this: &mut Loop, log: Option<LogFn>, ctx: *mut c_void) {
    this.logger = log.map(|log| (log, ctx));
}

#[unsafe(no_mangle)]
pub extern "C" fn ev_loop_add_timer(this: &mut Loop, timer: *mut Timer) -> c_int {
    this.timers.push(timer);
    this.timers.len() as c_int
}

#[unsafe(no_mangle)]
pub extern "C" fn ev_loop_add_filter(this: &mut Loop, filter: Option<FilterFn>, ctx: *mut c_void, drop_ctx: Option<unsafe extern "C" fn(ctx: *mut c_void)>) -> u32 {
    if let Some(filter) = filter { this.filters.push((filter, ctx, drop_ctx)); }
    this.filters.len() as u32
}

#[unsafe(no_mangle)]
pub extern "C" fn ev_loop_run(this: &mut Loop, timeout_ms: u32) -> i32 {
    if let Some((log, ctx)) = this.logger {
        unsafe { log(LogLevel::Info, b"run\0".as_ptr().cast(), 3, ctx) };
    }
    for timer in &this.timers {
        unsafe { if let Some(fire) = (**timer).fire { fire(*timer, (**timer).ctx) } }
    }
    timeout_ms as i32
}
