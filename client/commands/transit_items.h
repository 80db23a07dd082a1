// client/commands/transit_items.h: lines and movements that the other side does not have, as rows.
#pragma once

#include <string>
#include <vector>

#include "client/session.h"
#include "client/table.h"
#include "ippledge/v1/reconciliation_types.pb.h"

namespace ippledge::client {

// "12/0": of the line, else of the movement.
std::string TransitName(const v1::TransitItem& item);

// Side, name, day, age, amount, numbers, other side.
std::vector<Column> TransitColumns(const Session& session);
Row TransitRow(const Session& session, const v1::TransitItem& item);

}  // namespace ippledge::client
