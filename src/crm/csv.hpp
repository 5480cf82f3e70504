#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace zenix::crm {

/// One record of a CSV file. `cells` are good until the next one is read; they point into the text,
/// or into the reader where doubled quotes had to become single ones.
struct csv_record {
    std::int64_t line = 0;  ///< where it begins; the first is 1
    std::vector<std::string_view> cells;
    /// What makes it no record, empty when it is one. The cells are then whatever was read before.
    std::string_view fault;
};

/// Reads CSV (RFC 4180) out of a text: commas, CRLF, LF or CR, quoted cells with commas, line ends and
/// doubled quotes in them. A leading UTF-8 byte order mark is skipped, and so are empty lines.
///
/// Foreign bytes are expected: a record at fault is reported and the next line is read as if nothing
/// had happened, so that a lone quote spoils one row and not the rest of the file. The time is linear
/// in the length of the text. Bytes are not looked at beyond what separates cells, except for NUL.
class csv_reader {
  public:
    static constexpr std::size_t record_max = 64 * 1024;  ///< bytes

    explicit csv_reader(std::string_view text);

    /// The next record; false at the end.
    bool next(csv_record& out);

  private:
    enum class state { cell_start, bare, quoted, quote_in_quoted };
    bool read(csv_record& out);
    void end_cell(csv_record& out, state s, std::size_t begin, std::size_t end, bool doubled);
    void end_line(std::size_t at);
    void skip_line(std::size_t from, std::int64_t line);

    std::string_view text_;
    std::size_t at_ = 0;
    std::int64_t line_ = 1;
    std::deque<std::string> unescaped_;
};

}  // namespace zenix::crm
