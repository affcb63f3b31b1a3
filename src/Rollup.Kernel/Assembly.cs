// Every variable and every stackalloc of the kernel is written before it is read; clearing them first would cost node and proof an instruction per word.
[module: System.Runtime.CompilerServices.SkipLocalsInit]
