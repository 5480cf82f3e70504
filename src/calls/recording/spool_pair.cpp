#include "calls/recording/spool_pair.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <system_error>

#include "calls/recording/sealed_file.hpp"
#include "calls/recording/ulaw.hpp"

namespace zenix::calls {
namespace {

namespace fs = std::filesystem;
constexpr std::uint64_t samples_per_chunk = sealed_header::chunk_bytes / sealed_header::frame_bytes;

class fd {
  public:
    fd(const std::string& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
        if (fd_ < 0) throw std::system_error(errno, std::generic_category(), path);
    }
    ~fd() { ::close(fd_); }
    fd(const fd&) = delete;
    [[nodiscard]] int get() const { return fd_; }

  private:
    int fd_;
};

std::uint64_t size_of(const std::string& path) {
    struct stat st {};
    return ::stat(path.c_str(), &st) == 0 ? static_cast<std::uint64_t>(st.st_size) : 0;
}

void write_all(int to, std::string_view data, std::uint64_t at) {
    while (!data.empty()) {
        const auto n = ::pwrite(to, data.data(), data.size(), static_cast<off_t>(at));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) throw std::system_error(errno, std::generic_category(), "writing a recording");
        data.remove_prefix(static_cast<std::size_t>(n));
        at += static_cast<std::uint64_t>(n);
    }
}

/// `count` samples from `from`, silence where the file has none.
std::string read_side(const std::string& path, std::uint64_t from, std::uint64_t count) {
    std::string out(count, ulaw_silence);
    const int in = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (in < 0) return out;
    std::size_t done = 0;
    while (done < count) {
        const auto n = ::pread(in, out.data() + done, count - done, static_cast<off_t>(from + done));
        if (n <= 0) break;
        done += static_cast<std::size_t>(n);
    }
    ::close(in);
    return out;
}

void free_behind(const std::string& path, std::uint64_t until) {
    const int f = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (f < 0) return;
    // Best effort: where it cannot be done the memory is freed at the end.
    (void)::fallocate(f, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(until));
    ::close(f);
}

sealed_header header_of(const std::string& file) {
    std::string head(sealed_header::size, '\0');
    const fd in(file, O_RDONLY);
    const auto n = ::pread(in.get(), head.data(), head.size(), 0);
    const auto found = n == static_cast<ssize_t>(head.size()) ? sealed_header::read(head) : std::nullopt;
    if (!found) throw std::runtime_error(file + " is no recording of ours");
    return *found;
}

std::uint64_t whole_chunks(std::uint64_t file_size) {
    return file_size <= sealed_header::size
               ? 0
               : (file_size - sealed_header::size) / sealed_header::sealed_chunk;
}

std::string sha256_of(const std::string& file) {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> md(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    EVP_DigestInit_ex(md.get(), EVP_sha256(), nullptr);
    const fd in(file, O_RDONLY);
    std::string block(1 << 16, '\0');
    for (ssize_t n = 0; (n = ::read(in.get(), block.data(), block.size())) > 0;)
        EVP_DigestUpdate(md.get(), block.data(), static_cast<std::size_t>(n));
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    EVP_DigestFinal_ex(md.get(), sum, &length);
    std::string hex;
    for (unsigned i = 0; i < length; ++i) {
        constexpr char digits[] = "0123456789abcdef";
        hex += digits[sum[i] >> 4];
        hex += digits[sum[i] & 15];
    }
    return hex;
}

}  // namespace

spool_pair::spool_pair(std::string borrower_file, std::string telecaller_file,
                       std::string sealed_file, std::string month)
    : borrower_(std::move(borrower_file)), telecaller_(std::move(telecaller_file)),
      sealed_(std::move(sealed_file)), month_(std::move(month)) {}

void spool_pair::open_sealed() {
    if (size_of(sealed_) >= sealed_header::size) return;
    fs::create_directories(fs::path(sealed_).parent_path());
    const fd out(sealed_, O_WRONLY | O_CREAT | O_TRUNC);
    write_all(out.get(), new_sealed_header(month_).write(), 0);
}

std::string spool_pair::interleave(std::uint64_t from, std::uint64_t samples) const {
    const auto left = read_side(telecaller_, from, samples);
    const auto right = read_side(borrower_, from, samples);
    std::string out(samples * 2, '\0');
    for (std::size_t i = 0; i < samples; ++i) {
        out[2 * i] = left[i];
        out[2 * i + 1] = right[i];
    }
    return out;
}

std::pair<std::uint64_t, std::uint64_t> spool_pair::sizes() const {
    return {size_of(borrower_), size_of(telecaller_)};
}

void spool_pair::advance(const secret::master_key& key) {
    const auto [b, t] = sizes();
    const auto there = std::min(b, t);
    if (there < samples_per_chunk) return;
    open_sealed();
    // A chunk cut short by a kill is written over: its index, and so its nonce, seals the same audio.
    auto chunk = whole_chunks(size_of(sealed_));
    const auto first = chunk;
    const chunk_cipher cipher(header_of(sealed_), key);
    const fd out(sealed_, O_WRONLY);
    for (; (chunk + 1) * samples_per_chunk <= there; ++chunk) {
        const auto plain = interleave(chunk * samples_per_chunk, samples_per_chunk);
        write_all(out.get(), cipher.seal(chunk, false, plain),
                  sealed_header::size + chunk * sealed_header::sealed_chunk);
    }
    if (chunk == first) return;
    for (const auto& side : {borrower_, telecaller_}) free_behind(side, chunk * samples_per_chunk);
}

sealed_recording spool_pair::seal(const secret::master_key& key) {
    const bool spooled = fs::exists(borrower_) || fs::exists(telecaller_);
    if (!spooled && size_of(sealed_) < sealed_header::size + sealed_header::tag_bytes)
        throw std::runtime_error("nothing was recorded");
    if (spooled) {
        open_sealed();
        advance(key);
        const auto [b, t] = sizes();
        const auto chunk = whole_chunks(size_of(sealed_));
        const auto done = chunk * samples_per_chunk;
        const auto total = std::max({b, t, done});
        const chunk_cipher cipher(header_of(sealed_), key);
        const fd out(sealed_, O_WRONLY);
        const auto at = sealed_header::size + chunk * sealed_header::sealed_chunk;
        auto at_now = at;
        auto from = done;
        auto index = chunk;
        // The shorter side may leave more than one chunk to the longer one.
        for (; total - from >= samples_per_chunk; from += samples_per_chunk, ++index) {
            write_all(out.get(), cipher.seal(index, false, interleave(from, samples_per_chunk)), at_now);
            at_now += sealed_header::sealed_chunk;
        }
        const auto last = cipher.seal(index, true, interleave(from, total - from));
        write_all(out.get(), last, at_now);
        if (::ftruncate(out.get(), static_cast<off_t>(at_now + last.size())) != 0 ||
            ::fdatasync(out.get()) != 0)
            throw std::system_error(errno, std::generic_category(), sealed_);
    }
    auto result = describe_sealed(sealed_);
    std::error_code gone;
    fs::remove(borrower_, gone);
    fs::remove(telecaller_, gone);
    return result;
}

sealed_recording describe_sealed(const std::string& file) {
    (void)header_of(file);
    const auto layout = sealed_layout::of(size_of(file));
    if (!layout) throw std::runtime_error(file + " is cut short");
    sealed_recording r;
    r.path = file;
    r.duration_ms = static_cast<std::int64_t>(layout->plain_bytes / sealed_header::frame_bytes * 1000 /
                                              sealed_header::rate);
    r.sha256 = sha256_of(file);
    return r;
}

}  // namespace zenix::calls
