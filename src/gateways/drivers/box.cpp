#include "gateways/drivers/box.hpp"

namespace zenix::gateways::drivers {

task<result<text_taken>> box::send_text(text_order) {
    co_return failure{"unsupported", "this box sends no texts"};
}

task<result<std::vector<text_report>>> box::text_reports(sys_ms, std::vector<text_asked>) {
    co_return failure{"unsupported", "this box does not tell what became of texts"};
}

task<result<int>> box::texts_waiting() {
    co_return failure{"unsupported", "this box does not tell its queue"};
}

task<result<void>> box::told(std::string) { co_return result<void>{}; }

task<result<inbox_page>> box::inbox(std::string) {
    co_return failure{"unsupported", "this box has no inbox to read"};
}

}  // namespace zenix::gateways::drivers
