# The compiler and how it is called: the coroutine probe, warnings, sanitizers, ccache, lld, job pools.

if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang" OR CMAKE_CXX_COMPILER_VERSION VERSION_LESS 19)
  message(WARNING "clang-19 is the compiler of record; this is ${CMAKE_CXX_COMPILER_ID} "
                  "${CMAKE_CXX_COMPILER_VERSION} (${CMAKE_CXX_COMPILER}).")
endif()

# --- The coroutine probe ------------------------------------------------------------------------
# The result is remembered per compiler, so that only a first configure pays its few seconds.
set(probe_key "${CMAKE_CXX_COMPILER} ${CMAKE_CXX_COMPILER_VERSION}")
if(NOT ZENIX_PROBED STREQUAL probe_key)
  message(STATUS "Probing coroutines with ${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}")
  unset(probe_exit CACHE)
  unset(probe_built CACHE)
  try_run(probe_exit probe_built "${CMAKE_BINARY_DIR}/coroutine_probe"
          "${CMAKE_SOURCE_DIR}/cmake/coroutine_probe.cpp"
          CXX_STANDARD 20 CXX_STANDARD_REQUIRED ON CXX_EXTENSIONS OFF
          LINK_LIBRARIES Threads::Threads COMPILE_OUTPUT_VARIABLE probe_output)
  if(NOT probe_built)
    message(FATAL_ERROR "The coroutine probe does not compile.\n${probe_output}\n"
                        "Remedy: run tools/setup.sh, which installs clang-19 and Boost 1.81.")
  elseif(NOT probe_exit EQUAL 0)
    message(FATAL_ERROR "${CMAKE_CXX_COMPILER} ${CMAKE_CXX_COMPILER_VERSION} miscompiles ordinary C++20 "
                        "coroutines: cmake/coroutine_probe.cpp ended with '${probe_exit}' where 0 is right. "
                        "A server built with it would corrupt its memory.\n"
                        "Remedy: run tools/setup.sh and configure with `cmake --preset dev` (clang-19).")
  endif()
  set(ZENIX_PROBED "${probe_key}" CACHE INTERNAL "The compiler that passed the coroutine probe.")
endif()

# --- ccache -------------------------------------------------------------------------------------
# tools/ccache-launcher says why each of ccache's settings is what it is.
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_SOURCE_DIR}/tools/ccache-launcher")
endif()

# --- Job pools ----------------------------------------------------------------------------------
# A file that sees Beast takes half a gigabyte and one core; ninja's own default (cores + 2) swaps.
cmake_host_system_information(RESULT cores QUERY NUMBER_OF_LOGICAL_CORES)
cmake_host_system_information(RESULT megabytes QUERY TOTAL_PHYSICAL_MEMORY)
math(EXPR by_memory "${megabytes} / 1500")
if(by_memory LESS 1)
  set(by_memory 1)
endif()
if(by_memory LESS cores)
  set(cores ${by_memory})
endif()
set(ZENIX_COMPILE_JOBS ${cores} CACHE STRING "How many files are compiled at once.")
set_property(GLOBAL PROPERTY JOB_POOLS compile=${ZENIX_COMPILE_JOBS} link=1)
set(CMAKE_JOB_POOL_COMPILE compile)
set(CMAKE_JOB_POOL_PRECOMPILE_HEADER compile)
set(CMAKE_JOB_POOL_LINK link)

# --- What every target of ours is built with -------------------------------------------------------
# One interface library, because the shared precompiled header demands the same macros everywhere.
add_library(zenix_options INTERFACE)
target_compile_features(zenix_options INTERFACE cxx_std_20)
target_include_directories(zenix_options INTERFACE "${CMAKE_SOURCE_DIR}/src" "${CMAKE_SOURCE_DIR}")
target_link_options(zenix_options INTERFACE -fuse-ld=lld)

# Messages and stack traces say src/net/http.cpp:42 wherever the build folder is. With ccache the
# compiler sees paths relative to the build folder, without it absolute ones.
cmake_path(RELATIVE_PATH CMAKE_SOURCE_DIR BASE_DIRECTORY "${CMAKE_BINARY_DIR}" OUTPUT_VARIABLE source_from_build)
target_compile_options(zenix_options INTERFACE
  "-fmacro-prefix-map=${source_from_build}/=" "-fmacro-prefix-map=${CMAKE_SOURCE_DIR}/="
  -fdebug-compilation-dir=.)

if(ZENIX_SANITIZE)
  # Options, not CMAKE_CXX_FLAGS: a sanitizer that aborts turns a finding into a failed test.
  target_compile_options(zenix_options INTERFACE
    -fsanitize=${ZENIX_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(zenix_options INTERFACE -fsanitize=${ZENIX_SANITIZE})
endif()
if(ZENIX_FUZZ)
  target_compile_options(zenix_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

add_library(zenix_warnings INTERFACE)
target_compile_options(zenix_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Werror)
