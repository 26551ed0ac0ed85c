//! Arrays: of arrays, behind pointers, of pointers.
pub type Matrix = [[f64; 3]; 3];
pub type Digest = [u8; 32];

#[repr(C)]
pub struct Block {
    matrix: Matrix,
    digests: [Digest; 2],
    names: [*const u8; 5],
    single: [u16; 1],
}

#[no_mangle]
pub unsafe extern "C" fn digest_first(digest: *const [u8; 32]) -> u8 {
    unsafe { (*digest)[0] }
}

#[no_mangle]
pub unsafe extern "C" fn matrix_trace(matrix: *const Matrix) -> f64 {
    unsafe { (*matrix)[0][0] + (*matrix)[1][1] + (*matrix)[2][2] }
}

#[no_mangle]
pub extern "C" fn block_digest(block: &Block) -> &Digest {
    &block.digests[0]
}

#[no_mangle]
pub unsafe extern "C" fn rows_sum(rows: *const *const [i32; 4], count: usize) -> i32 {
    let _ = rows;
    count as i32
}
