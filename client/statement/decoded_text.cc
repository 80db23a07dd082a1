#include "client/statement/decoded_text.h"

#include <memory>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "client/import/text_source.h"

namespace ippledge::client {
namespace {

// Takes "line 7, column 3: " off the front of what the source says.
void TakePlace(absl::string_view* message, StatementFault* fault) {
  const auto number = [message](absl::string_view name, absl::string_view end,
                                std::int64_t* value) {
    absl::string_view rest = *message;
    if (!absl::ConsumePrefix(&rest, name)) return;
    const std::size_t at = rest.find(end);
    if (at == rest.npos || !absl::SimpleAtoi(rest.substr(0, at), value)) return;
    *message = rest.substr(at + end.size());
  };
  number("line ", ", ", &fault->line);
  number("column ", ": ", &fault->column);
}

}  // namespace

std::optional<DecodedText> DecodeText(std::string bytes, StatementFaults& faults) {
  DecodedText decoded;
  decoded.text.reserve(bytes.size());
  TextSource source(FromBytes(std::move(bytes)));
  while (true) {
    const absl::StatusOr<absl::string_view> piece = source.Next();
    if (!piece.ok()) {
      StatementFault fault{.kind = StatementFaultKind::kUnreadable};
      absl::string_view message = piece.status().message();
      TakePlace(&message, &fault);
      fault.got = std::string(message);
      faults.Add(std::move(fault));
      return std::nullopt;
    }
    if (piece->empty()) break;
    decoded.text.append(piece->data(), piece->size());
  }
  decoded.encoding = std::string(NameOf(source.encoding()));
  return decoded;
}

}  // namespace ippledge::client
