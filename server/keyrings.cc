#include "server/keyrings.h"

#include <filesystem>
#include <optional>
#include <utility>

#include "ippledge/v1/bank_statement.pb.h"
#include "ledger/bank_statement.h"
#include "ledger/status_macros.h"
#include "proto/wire/line_words.h"
#include "proto/wire/reconciliation.h"
#include "storage/keyring.h"

namespace ippledge::server {

static_assert(wire::kSubjectBytesMax + 1 <= storage::kSubjectBytesMax);
// A byte for the form, and two for the length of each text.
static_assert(wire::kWordsBytesMax + 1 + 4 * 2 <= storage::kPlaintextBytesMax);

Keyrings::Keyrings(std::string folder) : folder_(std::move(folder)) {}

Keyrings::~Keyrings() = default;

absl::StatusOr<storage::Keyring*> Keyrings::Of(const std::string& programme) {
  absl::MutexLock lock(&mutex_);
  std::unique_ptr<storage::Keyring>& keyring = open_[programme];
  if (keyring != nullptr) return keyring.get();
  const std::filesystem::path folder(folder_);
  IPPLEDGE_ASSIGN_OR_RETURN(keyring, storage::Keyring::Open((folder / programme).string()));
  return keyring.get();
}

absl::StatusOr<ProtectedText> SealWords(storage::Keyring& keyring, const wire::LineWords& words,
                                        absl::string_view import_id) {
  if (words.empty()) return ProtectedText();
  return keyring.Seal(wire::SubjectOf(words, import_id), wire::EncodeWords(words));
}

absl::Status OpenWords(const storage::Keyring& keyring, const ProtectedText& words,
                       v1::BankLine& line) {
  if (words.empty()) return absl::OkStatus();
  const absl::StatusOr<std::string> plaintext = keyring.Open(words);
  if (absl::IsNotFound(plaintext.status())) {
    line.set_words_erased(true);
    return absl::OkStatus();
  }
  IPPLEDGE_RETURN_IF_ERROR(plaintext.status());
  const std::optional<wire::LineWords> opened = wire::DecodeWords(*plaintext);
  if (!opened) return absl::DataLossError("words of a line are of no form that is known");
  wire::FormatWords(*opened, line);
  return absl::OkStatus();
}

}  // namespace ippledge::server
