/* eax 0, ecx 4, edx 8, esp 12, popped 16, xmm0-7 64, fnsave 192 */
    .text
    LABELS
    mov %eax, captured
    mov %ecx, captured+4
    mov %edx, captured+8
    lea 4(%esp), %eax
    mov %eax, captured+12
    movups %xmm0, captured+64
    movups %xmm1, captured+80
    movups %xmm2, captured+96
    movups %xmm3, captured+112
    movups %xmm4, captured+128
    movups %xmm5, captured+144
    fnsave captured+192 /* mm0-2 */
    call keep
    pop %ecx
    add pop_bytes, %esp
    jmp *%ecx

    .globl collect
collect:
    push %ebp
    mov %esp, %ebp
    push %ebx
    push %esi
    push %edi
    mov 8(%ebp), %ecx
    mov 12(%ebp), %edx
    sub $64, %esp
    and $-64, %esp
    mov %edx, (%esp) /* the hidden argument, on the stack and, for register conventions, in the first one */
    mov %esp, %ebx
    mov %edx, %eax
    xchg %ecx, %edx
    call *%edx
    mov %eax, captured
    mov %ecx, captured+4
    mov %edx, captured+8
    mov %esp, %eax
    sub %ebx, %eax
    mov %eax, captured+16
    movups %xmm0, captured+64
    movups %xmm1, captured+80
    movups %xmm2, captured+96
    movups %xmm3, captured+112
    fnsave captured+192
    lea -12(%ebp), %esp
    pop %edi
    pop %esi
    pop %ebx
    pop %ebp
    ret

    .globl ___chkstk_ms
    .globl __chkstk
    .globl _chkstk
___chkstk_ms:
__chkstk:
_chkstk:
    ret
    .section .note.GNU-stack,"",@progbits
