// Where the machine begins: sets the stack, runs the program, and jumps to the halt address, which only a successful run reaches.
__attribute__((naked, used, section(".text.start"))) void _start(void)
{
    __asm__ volatile("lui sp, 0x2000\n"
                     "call guest_entry\n"
                     "lui t0, 0x7ffff\n"
                     "jr t0");
}
