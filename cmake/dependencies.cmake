# What comes from Debian. Everything is found once, here; rooms name targets, never paths.

find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url system)
find_package(OpenSSL REQUIRED)
find_package(PostgreSQL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(CURL REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(prometheus-cpp REQUIRED COMPONENTS core)
find_package(date REQUIRED)
find_program(PYTHON3 NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)  # not a shim that starts slowly
find_program(PYTHON3 NAMES python3 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
find_package(GTest)      # Tests, benches and their targets exist only where these do.
find_package(benchmark)

# libphonenumber's headers cannot be installed beside Boost 1.81's, so tools/setup.sh unpacks them
# into a private prefix; the library itself is Debian's.
find_path(PHONENUMBER_INCLUDE phonenumbers/phonenumberutil.h
          HINTS "${CMAKE_SOURCE_DIR}/build/deps/phonenumber/usr/include")
find_library(PHONENUMBER_LIBRARY NAMES libphonenumber.so.8 phonenumber)
find_library(PROTOBUF_LIBRARY NAMES protobuf)
if(NOT PHONENUMBER_INCLUDE OR NOT PHONENUMBER_LIBRARY OR NOT PROTOBUF_LIBRARY)
  message(FATAL_ERROR "libphonenumber is missing. Remedy: run tools/setup.sh")
endif()
add_library(zenix_phonenumber INTERFACE)
target_include_directories(zenix_phonenumber SYSTEM INTERFACE "${PHONENUMBER_INCLUDE}")
target_link_libraries(zenix_phonenumber INTERFACE "${PHONENUMBER_LIBRARY}" "${PROTOBUF_LIBRARY}")

# --- Boost, compiled once -----------------------------------------------------------------------
# Asio and Beast are header-only unless told otherwise: every file would compile them again.
add_library(zenix_boost STATIC "${CMAKE_SOURCE_DIR}/cmake/boost.cpp")
target_compile_definitions(zenix_boost PUBLIC
  BOOST_ASIO_SEPARATE_COMPILATION
  BOOST_BEAST_SEPARATE_COMPILATION
  BOOST_ASIO_NO_DEPRECATED)
target_link_libraries(zenix_boost PUBLIC zenix_options
  Boost::headers Boost::json Boost::url Boost::system OpenSSL::SSL OpenSSL::Crypto Threads::Threads)

# Everything a room may use. One list for all: the shared precompiled header demands the same
# macros of everyone, and what is not referenced is not linked.
add_library(zenix_libraries INTERFACE)
target_link_libraries(zenix_libraries INTERFACE zenix_options zenix_boost zenix_phonenumber
  fmt::fmt spdlog::spdlog CLI11::CLI11 tomlplusplus::tomlplusplus prometheus-cpp::core
  date::date date::date-tz PkgConfig::sodium PostgreSQL::PostgreSQL ZLIB::ZLIB CURL::libcurl)
target_link_options(zenix_libraries INTERFACE -Wl,--as-needed)

# --- The shared precompiled header -----------------------------------------------------------------
add_library(zenix_pch OBJECT "${CMAKE_SOURCE_DIR}/cmake/pch.cpp")
target_link_libraries(zenix_pch PRIVATE zenix_libraries)
target_precompile_headers(zenix_pch PRIVATE "${CMAKE_SOURCE_DIR}/cmake/pch.hpp")
# Times inside the file would make it new after every checkout, and every object with it.
target_compile_options(zenix_pch PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
