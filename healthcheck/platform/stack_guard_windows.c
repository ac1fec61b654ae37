/* The stack protector's own part, in place of mingw-w64's libssp: that one loads a provider of cryptography for its number before anything
 * of ours has run, so before the places where libraries are looked for are narrowed, and 30 ms of a start under Wine are its. */
#include <stdint.h>
#include <windows.h>

#ifdef __GNUC__
extern uintptr_t __stack_chk_guard;
uintptr_t __stack_chk_guard;
void __stack_chk_fail(void) __attribute__((noreturn));

/* As Microsoft's own runtime makes its cookie (vcruntime, gs_support.c): nothing of it is told to anybody before it is used. Its lowest byte
   is 0, which ends what a string function copies. */
__attribute__((constructor, no_stack_protector)) static void make_guard(void)
{
    LARGE_INTEGER counter = { 0 };
    FILETIME now;
    uint64_t mixed;

    GetSystemTimeAsFileTime(&now);
    QueryPerformanceCounter(&counter);
    mixed = ((uint64_t)now.dwHighDateTime << 32 | now.dwLowDateTime) ^ (uint64_t)counter.QuadPart << 17 ^ (uint64_t)GetCurrentProcessId() << 40 ^
            (uint64_t)GetCurrentThreadId() << 24 ^ (uint64_t)(uintptr_t)&mixed ^ (uint64_t)(uintptr_t)&make_guard << 13;
    /* MurmurHash3's last step: each bit of it depends on all of them. */
    mixed = (mixed ^ mixed >> 33) * 0xff51afd7ed558ccdU;
    mixed = (mixed ^ mixed >> 33) * 0xc4ceb9fe1a85ec53U;
    __stack_chk_guard = (uintptr_t)((mixed ^ mixed >> 33) & ~(uint64_t)0xff);
}

/* The stack is not what it was: nothing more is called. 0xC0000409 is STATUS_STACK_BUFFER_OVERRUN. */
void __stack_chk_fail(void)
{
    TerminateProcess(GetCurrentProcess(), 0xC0000409);
    for (;;)
        ;
}
#endif
