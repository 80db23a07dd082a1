// client/import_stream.h: the sink of an import over LoanService.StreamRecord.
//
// One stream is open at a time; when the line is cut, everything outstanding is answered with why,
// and the next Send opens a new stream: the pipeline sends again under the same request ids.
// Look-ups are calls of their own. Threads: Send and the look-ups from one thread; answers come on
// another, which this owns.
#pragma once

#include <memory>
#include <string>

#include "client/import/row_sink.h"

namespace ippledge::client {

class Connection;

// `connection` outlives the sink. Requests name their programme; `programme` is for the look-ups.
std::unique_ptr<RowSink> MakeImportStream(Connection& connection, std::string programme);

}  // namespace ippledge::client
