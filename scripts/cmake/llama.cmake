# llama.cpp's `common` library (chat parsers, downloads, sampling helpers) is more than half of its compilation, and tb-llm links
# nothing of it. llama-cpp-2 offers no way to leave it out: it depends on llama-cpp-sys-2 with the default feature that asks for it.
set(LLAMA_BUILD_COMMON OFF CACHE BOOL "" FORCE)
