// client/commands/claim_card.h: a cover, and a claim with its trace, as documents.
#pragma once

#include "client/document.h"
#include "client/session.h"
#include "ippledge/v1/claim_service.pb.h"
#include "ippledge/v1/cover_service.pb.h"

namespace ippledge::client {

// Heading: the cover and what the policy said; rows: reports and claims; JSON: the response.
Document CoverCard(const v1::GetCoverResponse& response, const Session& session);
// Heading: the claim, who bears what, its steps, payments and recoveries; rows: the trace of the
// judgement in force; JSON: the response.
Document ClaimCard(const v1::GetClaimResponse& response, const Session& session);

}  // namespace ippledge::client
