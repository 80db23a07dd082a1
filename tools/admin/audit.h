// tools/admin/audit.h: an audit (audit/audit.h) of a programme's journal, index and evidence.
//
// Besides, the write-ahead logs end as they were written. Journal and evidence are opened for
// reading only, the index as a server does.
#pragma once

#include "absl/status/status.h"
#include "tools/admin/sheet.h"
#include "tools/admin/store.h"

namespace ippledge::admin {

// What was found, also when it ends early, goes to `sheet`. DATA_LOSS: the first finding, with its
// entry. Else as LocalLog::Open(), Index::Open(), Evidence::Open() and audit::Audit().
absl::Status Audit(const ProgrammeFolder& folder, Sheet& sheet);

}  // namespace ippledge::admin
