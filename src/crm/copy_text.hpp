#pragma once
#include <concepts>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace zenix::crm {

/// Rows in the text format of PostgreSQL's COPY (manual, section "COPY", Text Format), gathered in
/// blocks of some 256 KiB that are ready to be sent.
class copy_text {
  public:
    /// One row; nullopt is NULL. Text is well-formed UTF-8 without NUL.
    template <class... F>
    void row(const F&... fields) {
        if (blocks_.empty() || blocks_.back().size() > block_bytes) {
            blocks_.emplace_back();
            blocks_.back().reserve(block_bytes + 4096);
        }
        bool first = true;
        ((first ? void() : blocks_.back().push_back('\t'), first = false, put(fields)), ...);
        blocks_.back().push_back('\n');
    }

    /// The next block, empty at the end: what transaction::copy_in wants.
    [[nodiscard]] std::string next();

  private:
    static constexpr std::size_t block_bytes = 256 * 1024;

    void put(std::string_view text);
    template <std::integral I>
    void put(I number) {
        blocks_.back() += std::to_string(number);
    }
    template <class T>
    void put(const std::optional<T>& field) {
        if (field) {
            put(*field);
        } else {
            blocks_.back() += "\\N";
        }
    }

    std::deque<std::string> blocks_;
};

}  // namespace zenix::crm
