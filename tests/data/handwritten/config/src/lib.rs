use std::ffi::{c_char, c_int, c_long, c_ulong};

pub const MAX_PEERS: usize = 4;
pub const NAME_LEN: usize = 32;

#[repr(C)]
#[derive(Clone, Copy)]
pub union Ip { v4: [u8; 4], v6: [u8; 16], words: [u32; 4] }

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Addr { family: u8, port: u16, ip: Ip }

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Peer { name: [c_char; NAME_LEN], addr: Addr, key: [u8; 32], weight: i8 }

#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct Limits { max_open: c_long, max_bytes: c_ulong, ratio: f32, decay: [f64; 3] }

#[repr(C)]
pub struct Config {
    version: u32,
    verbose: bool,
    limits: Limits,
    peers: [Peer; MAX_PEERS],
    peer_count: u8,
    table: [[i16; 8]; 2],
    path: *const c_char,
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn config_init(config: *mut Config) { unsafe { std::ptr::write_bytes(config, 0, 1) } }
#[unsafe(no_mangle)]
pub unsafe extern "C" fn config_validate(config: *const Config) -> c_int { unsafe { c_int::from((*config).peer_count as usize > MAX_PEERS) } }
#[unsafe(no_mangle)]
pub unsafe extern "C" fn config_limits_of(config: *const Config) -> Limits { unsafe { (*config).limits } }
#[unsafe(no_mangle)]
pub unsafe extern "C" fn config_add_peer(config: *mut Config, peer: Peer) -> c_int {
    let config = unsafe { &mut *config };
    let index = config.peer_count as usize;
    if index >= MAX_PEERS { return -1; }
    config.peers[index] = peer;
    config.peer_count += 1;
    0
}
