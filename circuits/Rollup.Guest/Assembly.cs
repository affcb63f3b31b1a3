// Room that a program takes on its stack is written before it is read; clearing it first would cost the proof an instruction per word.
[module: System.Runtime.CompilerServices.SkipLocalsInit]
