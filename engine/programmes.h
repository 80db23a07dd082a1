// engine/programmes.h: the programmes of one server: a folder each, sharing nothing.
//
// Store folder: FORMAT (decimal version), LOCK, programmes/<id>/journal, programmes/<id>/index,
// programmes/<id>/evidence, in it checkpoints. Thread-safe.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "engine/checkpoints.h"
#include "engine/clock.h"
#include "engine/engine.h"

namespace ippledge::engine {

inline constexpr int kProgrammesMax = 1000;

// What signs the checkpoints of a server's programmes.
struct Notary {
  // Who signs for a programme; `known` are the keys that signed for it before, in order. Its errors
  // keep the programme closed. Empty: no programme has checkpoints.
  std::function<absl::StatusOr<LogIdentity>(const std::string& programme,
                                            absl::Span<const std::string> known)>
      identity_of;
  // Told why no checkpoint could be made. Any thread.
  std::function<void(const std::string& programme, const absl::Status& why)> on_failure;
};

class Programmes {
 public:
  virtual ~Programmes() = default;
  // Opens every programme of the store; creates the folder when it is missing. UNAVAILABLE: another
  // server has it. FAILED_PRECONDITION: a newer format. Else as Engine::Open, naming the programme.
  static absl::StatusOr<std::unique_ptr<Programmes>> Open(const std::string& folder,
                                                          const Clock* clock,
                                                          const EngineOptions& options,
                                                          const Notary& notary = {});

  // The engine of a founded programme; null when there is none. Valid while this object is.
  virtual Engine* Find(absl::string_view id) const = 0;
  // Ids of the founded programmes, in order.
  virtual std::vector<std::string> Ids() const = 0;
  // Founds a programme with a submission of FoundProgramme, or lets an existing one answer it. Its
  // `today` is set here, from the clock and the constitution's zone. The id is a checked slug.
  // FIELD_MALFORMED (time zone unknown), TOO_MANY_PROGRAMMES, and errors of opening, through
  // `done`.
  virtual void Found(Submission submission) = 0;
};

}  // namespace ippledge::engine
