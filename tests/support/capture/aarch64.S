/* x0-x8 0, sp 72, q0-q7 80 */
    .text
    LABELS
    adrp x9, captured
    add x9, x9, :lo12:captured
    stp x0, x1, [x9]
    stp x2, x3, [x9, #16]
    stp x4, x5, [x9, #32]
    stp x6, x7, [x9, #48]
    mov x10, sp
    stp x8, x10, [x9, #64]
    stp q0, q1, [x9, #80]
    stp q2, q3, [x9, #112]
    stp q4, q5, [x9, #144]
    stp q6, q7, [x9, #176]
    b keep

    .globl collect
collect:
    stp x29, x30, [sp, #-16]!
    mov x9, x0
    mov x8, x1
    blr x9
    adrp x9, captured
    add x9, x9, :lo12:captured
    stp x0, x1, [x9]
    stp x2, x3, [x9, #16]
    stp q0, q1, [x9, #80]
    stp q2, q3, [x9, #112]
    ldp x29, x30, [sp], #16
    ret
    .section .note.GNU-stack,"",@progbits
