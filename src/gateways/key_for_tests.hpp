#pragma once
#include "base/secret.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace zenix::gateways::test {

/// A master key whose file has gone already.
inline secret::master_key a_key() {
    std::string folder = testing::TempDir() + "zenix-key-XXXXXX";
    const std::string made = ::mkdtemp(folder.data());
    auto key = secret::master_key::load(made + "/key", true);
    std::filesystem::remove_all(made);
    return key;
}

}  // namespace zenix::gateways::test
