/* rax 0, rdi 8, rsi 16, rdx 24, rcx 32, r8 40, r9 48, rsp 56, xmm0-7 64, fnsave 192 */
    .text
    LABELS
    lea captured(%rip), %r11
    mov %rax, (%r11)
    mov %rdi, 8(%r11)
    mov %rsi, 16(%r11)
    mov %rdx, 24(%r11)
    mov %rcx, 32(%r11)
    mov %r8, 40(%r11)
    mov %r9, 48(%r11)
    lea 8(%rsp), %rax
    mov %rax, 56(%r11)
    movups %xmm0, 64(%r11)
    movups %xmm1, 80(%r11)
    movups %xmm2, 96(%r11)
    movups %xmm3, 112(%r11)
    movups %xmm4, 128(%r11)
    movups %xmm5, 144(%r11)
    movups %xmm6, 160(%r11)
    movups %xmm7, 176(%r11)
    jmp keep

    .globl collect
collect:
    push %rbp
    mov %rsp, %rbp
    sub $48, %rsp /* Microsoft's callees may write into 32 bytes of it */
    mov %rdi, %rax
    mov %rsi, %rdi
    mov %rsi, %rcx
    call *%rax
    lea captured(%rip), %r11
    mov %rax, (%r11)
    mov %rdx, 24(%r11)
    movups %xmm0, 64(%r11)
    movups %xmm1, 80(%r11)
    movups %xmm2, 96(%r11)
    movups %xmm3, 112(%r11)
    fnsave 192(%r11)
    leave
    ret

    .globl ___chkstk_ms
    .globl __chkstk
___chkstk_ms:
__chkstk:
    ret
    .section .note.GNU-stack,"",@progbits
