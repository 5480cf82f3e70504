# Rooms: a folder under src/ (or /lab) is a static library, one test executable, and its fuzzers.

add_custom_target(unit_tests)  # Builds every room's tests.
add_custom_target(fuzzers)     # Builds every fuzzer; there are none but under the preset `fuzz`.

# Settings every source file of ours shares.
function(zenix_target target)
  target_link_libraries(${target} PRIVATE zenix_warnings PUBLIC zenix_libraries)
  target_precompile_headers(${target} REUSE_FROM zenix_pch)
endfunction()

# zenix_room(name [FOLDER dir] [SOURCES generated...] DEPENDS rooms...)
#
# src/<name>/**.cpp goes into zenix_<name>; *_test.cpp into <name>_test; each *_fuzz.cpp into a fuzzer
# of its own under the preset `fuzz`; *_bench.cpp into <name>_bench. The DEPENDS of these calls are
# the law that tools/check-layers enforces on every #include.
function(zenix_room name)
  cmake_parse_arguments(room "" "FOLDER" "SOURCES;DEPENDS" ${ARGN})
  if(NOT room_FOLDER)
    set(room_FOLDER "src/${name}")
  endif()
  set(folder "${CMAKE_SOURCE_DIR}/${room_FOLDER}")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${folder}/*.cpp")
  set(tests ${sources})
  set(fuzzers ${sources})
  set(benches ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cpp$")
  list(FILTER benches INCLUDE REGEX "_bench\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "(_(test|fuzz|bench)|src/main)\\.cpp$")
  list(APPEND sources ${room_SOURCES})
  list(TRANSFORM room_DEPENDS PREPEND zenix_ OUTPUT_VARIABLE below)

  set(library zenix_${name})
  if(sources)
    add_library(${library} STATIC ${sources})
    zenix_target(${library})
    target_link_libraries(${library} PUBLIC ${below})
  else()
    add_library(${library} INTERFACE)
    target_link_libraries(${library} INTERFACE zenix_libraries ${below})
  endif()

  if(tests AND TARGET GTest::gtest)
    zenix_test_executable(${name}_test unit ${library} ${tests})
    add_dependencies(unit_tests ${name}_test)
  endif()

  if(benches AND TARGET benchmark::benchmark AND NOT ZENIX_SANITIZE)
    add_executable(${name}_bench EXCLUDE_FROM_ALL ${benches})
    zenix_target(${name}_bench)
    target_link_libraries(${name}_bench PRIVATE ${library} benchmark::benchmark benchmark::benchmark_main)
  endif()

  if(ZENIX_FUZZ)
    foreach(file IN LISTS fuzzers)
      get_filename_component(fuzzer "${file}" NAME_WE)
      add_executable(${fuzzer} "${file}")
      zenix_target(${fuzzer})
      target_link_libraries(${fuzzer} PRIVATE ${library})
      target_link_options(${fuzzer} PRIVATE -fsanitize=fuzzer)
      add_dependencies(fuzzers ${fuzzer})
    endforeach()
  endif()
endfunction()

# zenix_test_executable(name label library sources...)
# One ctest entry an executable: asking each binary for its tests at build time costs more than it tells.
function(zenix_test_executable name label library)
  add_executable(${name} ${ARGN})
  zenix_target(${name})
  target_link_libraries(${name} PRIVATE ${library} GTest::gmock GTest::gtest GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
  set_tests_properties(${name} PROPERTIES LABELS ${label} TIMEOUT 900)
endfunction()
