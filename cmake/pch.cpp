// Carries the shared precompiled header; there is nothing to compile.
