#include "base/ids.hpp"
#include "base/secret.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <set>

namespace zenix::secret {
namespace {

namespace fs = std::filesystem;

class master_key_test : public testing::Test {
  protected:
    void SetUp() override { fs::create_directories(folder_); }
    void TearDown() override { fs::remove_all(folder_); }
    fs::path folder_ = fs::temp_directory_path() / ("zenix-" + new_uuid());
    std::string file_ = (folder_ / "master.key").string();
};

TEST(random_token, has_the_bytes_asked_for_and_is_never_the_same) {
    EXPECT_EQ(random_token(32).size(), 43u);
    EXPECT_EQ(random_token(0), "");
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) EXPECT_TRUE(seen.insert(random_token(16)).second);
}

TEST(sha256, agrees_with_fips_180) {
    EXPECT_EQ(
        sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(base64url, has_no_padding_and_no_plus) {
    const std::uint8_t bytes[] = {0xfb, 0xff, 0xfe, 0x01};
    EXPECT_EQ(base64url(bytes), "-__-AQ");
}

TEST(equal, compares_whole_texts) {
    EXPECT_TRUE(equal("", ""));
    EXPECT_TRUE(equal("abc", "abc"));
    EXPECT_FALSE(equal("abc", "abd"));
    EXPECT_FALSE(equal("abc", "ab"));
}

TEST_F(master_key_test, is_made_once_for_the_owner_only) {
    EXPECT_THROW((void)master_key::load(file_, false), std::runtime_error);
    const auto first = master_key::load(file_, true);
    struct stat about{};
    ASSERT_EQ(::stat(file_.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600u);
    EXPECT_EQ(first.derive("x"), master_key::load(file_, true).derive("x"));
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

TEST_F(master_key_test, is_refused_with_the_remedy_when_open_to_others_or_short) {
    (void)master_key::load(file_, true);
    fs::permissions(file_, fs::perms::group_read, fs::perm_options::add);
    try {
        (void)master_key::load(file_, false);
        FAIL();
    } catch (const std::runtime_error& e) {
        EXPECT_NE(std::string(e.what()).find("chmod 600 " + file_), std::string::npos) << e.what();
    }
    fs::remove(file_);
    std::ofstream(file_) << "short";
    EXPECT_THROW((void)master_key::load(file_, false), std::runtime_error);
}

TEST_F(master_key_test, seals_for_one_purpose_and_notices_every_change) {
    const auto key = master_key::load(file_, true);
    const std::string sealed = key.seal("trunk-passwords", "s3cret");
    EXPECT_EQ(sealed.find("s3cret"), std::string::npos);
    EXPECT_NE(sealed, key.seal("trunk-passwords", "s3cret"));
    EXPECT_EQ(key.open("trunk-passwords", sealed), "s3cret");
    EXPECT_EQ(key.open("recordings/2026-11", sealed), std::nullopt);
    EXPECT_EQ(key.open("trunk-passwords", ""), std::nullopt);
    EXPECT_EQ(key.open("trunk-passwords", "not base64!"), std::nullopt);
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        std::string changed = sealed;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_EQ(key.open("trunk-passwords", changed), std::nullopt) << i;
    }
    EXPECT_EQ(key.open("x", key.seal("x", "")), "");
}

TEST_F(master_key_test, derives_another_key_for_each_purpose) {
    const auto key = master_key::load(file_, true);
    EXPECT_EQ(key.derive("a"), key.derive("a"));
    EXPECT_NE(key.derive("a"), key.derive("b"));
}

}  // namespace
}  // namespace zenix::secret
