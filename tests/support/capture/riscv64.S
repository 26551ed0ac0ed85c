/* a0-a7 0, sp 64, fa0-fa7 72 */
    .text
    LABELS
    la t0, captured
    sd a0, 0(t0)
    sd a1, 8(t0)
    sd a2, 16(t0)
    sd a3, 24(t0)
    sd a4, 32(t0)
    sd a5, 40(t0)
    sd a6, 48(t0)
    sd a7, 56(t0)
    sd sp, 64(t0)
    fsd fa0, 72(t0)
    fsd fa1, 80(t0)
    fsd fa2, 88(t0)
    fsd fa3, 96(t0)
    fsd fa4, 104(t0)
    fsd fa5, 112(t0)
    fsd fa6, 120(t0)
    fsd fa7, 128(t0)
    tail keep

    .globl collect
collect:
    addi sp, sp, -16
    sd ra, 0(sp)
    mv t1, a0
    mv a0, a1
    jalr t1
    la t0, captured
    sd a0, 0(t0)
    sd a1, 8(t0)
    fsd fa0, 72(t0)
    fsd fa1, 80(t0)
    ld ra, 0(sp)
    addi sp, sp, 16
    ret
    .section .note.GNU-stack,"",@progbits
