// tests/ledger/reasons_above.h: which reasons the rules do not give. Part of
// reasons_covered_test.cc.
#pragma once

#include <map>
#include <string>

#include "ledger/reason.h"

namespace ippledge {

// Reasons of the layers above the rules: the folder whose sources give them.
inline const std::map<Reason, std::string>& OfOtherLayers() {
  static const auto* const kFolders = new std::map<Reason, std::string>{
      {Reason::kEnumUnknown, "proto/wire"},
      {Reason::kUnknownField, "proto/wire"},
      {Reason::kMessageMalformed, "server"},
      {Reason::kRequestIdMalformed, "proto/wire"},
      {Reason::kBatchTooLarge, "engine"},
      {Reason::kPageTokenInvalid, "server"},
      {Reason::kEntryTooLarge, "engine"},
      {Reason::kCallerUnknown, "server"},
      {Reason::kRequestIdReused, "engine"},
      {Reason::kProgrammeUnknown, "server"},
      {Reason::kEntryUnknown, "engine"},
      {Reason::kBatchRowRefused, "engine"},
      {Reason::kQueueFull, "engine"},
      {Reason::kWritesStopped, "engine"},
      {Reason::kShuttingDown, "engine"},
      {Reason::kDeadlinePassed, "engine"},
      {Reason::kInternal, "server"},
      {Reason::kTooManyProgrammes, "engine"},
      {Reason::kCheckpointInvalid, "server"},
      {Reason::kCheckpointUnknown, "server"},
      {Reason::kCosignatureInvalid, "server"},
      {Reason::kHistoryForked, "server"},
      {Reason::kCertificateUntrusted, "server"},
      {Reason::kCertificateExpired, "server"},
      {Reason::kCertificateRevoked, "server"},
      {Reason::kCertificateSubject, "server"},
      {Reason::kRevocationListOverdue, "server"},
      {Reason::kIdentityInMetadata, "server"},
      {Reason::kSystemNotAllowed, "server"},
      {Reason::kApprovalInvalid, "server"},
      {Reason::kApprovalExpired, "server"},
      {Reason::kApproverNotAllowed, "server"},
      {Reason::kRateExceeded, "server"},
      {Reason::kStreamsExceeded, "server"},
      {Reason::kReaderTooSlow, "server"},
      {Reason::kBackupsNotSetUp, "server"},
      {Reason::kBackupUnderWay, "server"},
      {Reason::kAuditUnderWay, "server"},
  };
  return *kFolders;
}

}  // namespace ippledge
