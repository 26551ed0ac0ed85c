/* r0-r3 0, sp 16, d0-d7 32 */
    .syntax unified
    .arm
    .fpu neon
    .text
    LABELS
    ldr r12, =captured
    stm r12, {r0, r1, r2, r3}
    str sp, [r12, #16]
    add r12, r12, #32
    vstm r12, {d0-d7}
    ldr r12, =keep
    bx r12

    .globl collect
    .type collect, %function
collect:
    push {r4, lr}
    mov r12, r0
    mov r0, r1
    blx r12
    ldr r12, =captured
    stm r12, {r0, r1, r2, r3}
    add r12, r12, #32
    vstm r12, {d0-d7}
    pop {r4, pc}
    .ltorg
    .section .note.GNU-stack,"",%progbits
