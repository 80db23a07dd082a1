// Keys of a share model: tools/claim_vectors/policy_draft.h.
#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "tools/claim_vectors/policy_draft.h"

namespace ippledge::vectors {
namespace {

constexpr absl::string_view kBaseWords =
    "principal_ip_part=PRINCIPAL|uncleared_principal=PRINCIPAL|net_principal=PRINCIPAL|"
    "principal_whole=PRINCIPAL|outstanding_principal=PRINCIPAL|npl_principal=PRINCIPAL|"
    "principal_net=PRINCIPAL|net_principal_loss=PRINCIPAL|principal_loss=PRINCIPAL|"
    "overdue_principal=PRINCIPAL|unpaid_principal=PRINCIPAL|"
    "balance_after_recovery=PRINCIPAL|balance=PRINCIPAL|portfolio_band=PRINCIPAL|"
    "npl_balance=PRINCIPAL|portfolio=PRINCIPAL|"
    "given_loss=GIVEN|loss_base=GIVEN|loss=GIVEN|"
    "principal_and_interest=PRINCIPAL_PLUS_INTEREST|principal_interest=PRINCIPAL_PLUS_INTEREST|"
    "capital_and_interest=PRINCIPAL_PLUS_INTEREST|"
    "lower_of_npl_and_claim=AMOUNT_IN_DEFAULT|lower_of_both=AMOUNT_IN_DEFAULT|"
    "default_amount=AMOUNT_IN_DEFAULT|payout=GUARANTOR_PAYOUT|guarantor_paid=GUARANTOR_PAYOUT";

// "of_residual_after_insurer", "residual_after:insurer", {"of_residual_after": "insurer"}.
std::string AfterFrom(const Value& value) {
  if (value.json.IsObject()) {
    for (const Value& member : value.Members()) return AfterFrom(member);
  }
  const std::string text = NameFrom(value.AsText());
  absl::string_view name = text;
  if (name == "of_loss" || name == "loss") return "";
  absl::ConsumePrefix(&name, "of_");
  if (absl::ConsumePrefix(&name, "residual")) absl::ConsumePrefix(&name, "_after");
  while (!name.empty() && (name.front() == '_' || name.front() == '-')) name.remove_prefix(1);
  return std::string(name);
}

void SetRole(const Value& value, absl::string_view word, Party& party) {
  party.role = RoleFrom(word);
  if (party.role == PartyRole::kUnspecified) {
    value.problems.push_back(absl::StrCat(value.key, ": no known role of a party"));
  }
}

void SetShare(const Value& v, Party& party) { party.share_ppm = v.AsWhole(); }

constexpr Key<Party> kPartyKeys[] = {
    {"name|party|level",
     [](const Value& v, Party& p) {
       p.name = v.AsName();
       if (p.role == PartyRole::kUnspecified) SetRole(v, p.name, p);
     }},
    {"role",
     [](const Value& v, Party& p) {
       const std::string word = v.AsName();
       if (p.name.empty()) p.name = word;
       SetRole(v, word, p);
     }},
    {"ppm|share_ppm|rate_ppm|share", SetShare},
    {"per_claim_cap|cap|single_claim_cap",
     [](const Value& v, Party& p) { p.per_claim_cap = v.AsMoney(); }},
    {"per_claim_cap_by_year|per_claim_caps_by_year",
     [](const Value& v, Party& p) {
       for (const Value& cap : v.AsList()) p.per_claim_cap_by_year.push_back(cap.AsMoney());
     }},
    {"year_cap|annual_cap|yearly_cap", [](const Value& v, Party& p) { p.year_cap = v.AsMoney(); }},
    {"apply_within_days|apply_within_working_days",
     [](const Value& v, Party& p) { p.apply_within_days = v.AsInt(); }},
    {"scope|party_scope|of|residual_after|of_residual_after",
     [](const Value& v, Party& p) { p.residual_after = AfterFrom(v); }},
    {"order", [](const Value& v, Party&) { v.AsWhole(); }},  // the list is in order
};

// {"fund": 400000, ...} or {"fund": {"ppm": 400000, "scope": ...}} or a list of parties.
void ReadParties(const Value& v, ShareMode& mode) {
  for (const Value& member : v.json.IsObject() ? v.Members() : v.AsList()) {
    Party party;
    if (v.json.IsObject()) {
      party.name = NameFrom(member.key.substr(v.key.size() + 1));
      SetRole(member, party.name, party);
    }
    if (member.json.IsObject()) {
      ApplyAll(kPartyKeys, member, party);
    } else {
      party.share_ppm = member.AsWhole();
    }
    mode.parties.push_back(party);
  }
}

void SetFundShare(const Value& v, ShareMode& mode) {
  mode.parties.push_back({.name = "fund", .role = PartyRole::kFund, .share_ppm = v.AsWhole()});
}

constexpr Key<Tier> kTierKeys[] = {
    {"up_to|to|max|upto|loan_up_to",
     [](const Value& v, Tier& t) {
       if (v.json.kind != Json::Kind::kNull) t.up_to = v.AsMoney();
     }},
    {"up_to_ppm|to_ppm|max_ppm|loss_rate_up_to_ppm|up_to_rate_ppm",
     [](const Value& v, Tier& t) {
       if (v.json.kind != Json::Kind::kNull) t.up_to_ppm = v.AsWhole();
     }},
    {"value|when|class|risk_class|grade|size|enterprise_size|role|ip_role|collateral|key",
     [](const Value& v, Tier& t) { t.value = v.AsText(); }},
    {"ppm|share_ppm|rate_ppm", [](const Value& v, Tier& t) { t.share_ppm = v.AsWhole(); }},
    {"above|from|min", [](const Value& v, Tier&) { v.AsWhole(); }},  // the end of the one before
};

constexpr Key<Uplift> kUpliftKeys[] = {
    {"condition|name|tag|if",
     [](const Value& v, Uplift& u) {
       u.name = v.AsName();
       u.any_of = absl::StrSplit(u.name, "_or_");
     }},
    {"any_of|conditions", [](const Value& v, Uplift& u) { u.any_of = v.AsNames(); }},
    {"points|ppm|points_ppm", [](const Value& v, Uplift& u) { u.points_ppm = v.AsWhole(); }},
};

void ReadUplifts(const Value& v, ShareMode& mode) {
  for (const Value& member : v.json.IsObject() ? v.Members() : v.AsList()) {
    Uplift uplift;
    if (member.json.IsObject()) {
      ApplyAll(kUpliftKeys, member, uplift);
    } else {
      uplift.name = NameFrom(member.key.substr(v.key.size() + 1));
      uplift.any_of = absl::StrSplit(uplift.name, "_or_");
      uplift.points_ppm = member.AsWhole();
    }
    if (uplift.name.empty() && !uplift.any_of.empty()) uplift.name = uplift.any_of[0];
    mode.uplifts.push_back(uplift);
  }
}

void ReadTiers(const Value& v, ShareMode& mode) {
  for (const Value& member : v.json.IsObject() ? v.Members() : v.AsList()) {
    Tier tier;
    if (member.json.IsObject()) {
      ApplyAll(kTierKeys, member, tier);
    } else {  // {"A": 500000, "B": 400000}
      tier.value = member.key.substr(v.key.size() + 1);
      tier.share_ppm = member.AsWhole();
    }
    mode.tiers.push_back(tier);
  }
}

constexpr Key<ShareMode> kBandKeys[] = {
    {"from_ppm|from", [](const Value& v, ShareMode& m) { m.loss_band_from_ppm = v.AsWhole(); }},
    {"to_ppm|to", [](const Value& v, ShareMode& m) { m.loss_band_to_ppm = v.AsWhole(); }},
    {"of|band_of", [](const Value& v, ShareMode&) { v.AsText(); }},
};

constexpr Key<ShareMode> kModeKeys[] = {
    {"name|mode", [](const Value& v, ShareMode& m) { m.name = v.AsName(); }},
    {"base|loss_base",
     [](const Value& v, ShareMode& m) { m.base = v.AsTerm<LossBase>(kBaseWords); }},
    {"shares_ppm|parties|shares|parties_ppm|share_ppm_by_party",
     [](const Value& v, ShareMode& m) { ReadParties(v, m); }},
    {"fund_share_ppm|share_ppm|fund_ppm|guarantee_rate_ppm|guaranty_ppm|guarantee_ppm|"
     "coverage_ppm|cover_ppm|cover_rate_ppm|guaranteed_ppm",
     SetFundShare},
    {"layers|levels", [](const Value& v, ShareMode& m) { ReadParties(v, m); }},
    {"party_scope|party_scopes|scopes",
     [](const Value& v, ShareMode& m) {
       for (const Value& member : v.Members()) {
         const std::string name = NameFrom(member.key.substr(v.key.size() + 1));
         bool found = false;
         for (Party& party : m.parties) {
           if (party.name != name) continue;
           party.residual_after = AfterFrom(member);
           found = true;
         }
         if (!found) v.problems.push_back(absl::StrCat(member.key, ": no such party before it"));
       }
     }},
    {"tiered_party|uplift_party",
     [](const Value& v, ShareMode& m) { m.tiered_party = v.AsName(); }},
    {"tier_by",
     [](const Value& v, ShareMode& m) {
       m.tier_by = v.AsTerm<TierBy>(
           "loan=LOAN_AMOUNT|amount=LOAN_AMOUNT|size=ENTERPRISE_SIZE|security_role=IP_ROLE|"
           "grade=RISK_CLASS|credit_grade=RISK_CLASS|loan_size=LOAN_AMOUNT");
     }},
    {"tier_mode", [](const Value& v, ShareMode& m) { m.tier_mode = v.AsTerm<TierMode>(); }},
    {"tiers|tiers_ppm", ReadTiers},
    {"uplifts_ppm|uplifts", ReadUplifts},
    {"total_cap_ppm|total_rate_cap_ppm|rate_cap_total_ppm|cumulative_cap_ppm",
     [](const Value& v, ShareMode& m) { m.total_rate_cap_ppm = v.AsWhole(); }},
    {"first_loss_bank_ppm|first_loss_ppm",
     [](const Value& v, ShareMode& m) { m.first_loss_bank_ppm = v.AsWhole(); }},
    {"loss_band_from_ppm|band_from_ppm",
     [](const Value& v, ShareMode& m) { m.loss_band_from_ppm = v.AsWhole(); }},
    {"loss_band_to_ppm|band_to_ppm",
     [](const Value& v, ShareMode& m) { m.loss_band_to_ppm = v.AsWhole(); }},
    {"loss_band|band|loss_band_ppm",
     [](const Value& v, ShareMode& m) {
       if (v.json.IsObject()) return ApplyAll(kBandKeys, v, m);
       const std::vector<Value> ends = v.AsList();
       if (ends.size() != 2) return v.Wrong("a pair");
       m.loss_band_from_ppm = ends[0].AsWhole();
       m.loss_band_to_ppm = ends[1].AsWhole();
     }},
    {"band_of",
     [](const Value& v, ShareMode&) { v.AsText(); }},  // always the bank's yearly portfolio
    {"all_layers_cap_ppm|all_layers_cap_ppm_of_liability|all_levels_cap_ppm|public_cap_ppm|"
     "all_public_cap_ppm|all_levels_cap_ppm_of_liability",
     [](const Value& v, ShareMode& m) { m.all_layers_cap_ppm = v.AsWhole(); }},
    {"layer_cut_order|cut_order",
     [](const Value& v, ShareMode& m) { m.layer_cut_order = v.AsTerm<CutOrder>(); }},
    {"rounding",
     [](const Value& v, ShareMode& m) {
       if (v.json.IsObject()) {
         for (const Value& member : v.Members()) {
           if (!ApplyModeKey(member.key.substr(v.key.size() + 1), member, m)) {
             v.problems.push_back(absl::StrCat("unknown key ", member.key));
           }
         }
         return;
       }
       m.rounding = v.AsTerm<Rounding>("half-up=HALF_UP|down=FLOOR");
     }},
    {"mode_of_rounding|method",
     [](const Value& v, ShareMode& m) { m.rounding = v.AsTerm<Rounding>(); }},
    {"remainder_to|remainder",
     [](const Value& v, ShareMode& m) {
       if (v.json.text == "largest_remainder") {
         m.rounding = Rounding::kLargestRemainder;
       } else {
         m.remainder_to = v.AsTerm<RemainderTo>();
       }
     }},
    {"mode_year_cap", [](const Value& v, ShareMode& m) { m.mode_year_cap = v.AsMoney(); }},
};

}  // namespace

bool ApplyModeKey(absl::string_view name, const Value& value, ShareMode& mode) {
  return Apply(kModeKeys, name, value, mode);
}

void CompleteShares(ShareMode& mode) {
  // Tiers alone: the first tier stands for the fund's share.
  bool fund = false;
  for (const Party& party : mode.parties) {
    fund = fund || party.role == PartyRole::kFund || party.name == mode.tiered_party;
  }
  if (!fund && !mode.tiers.empty()) {
    mode.parties.insert(
        mode.parties.begin(),
        {.name = "fund", .role = PartyRole::kFund, .share_ppm = mode.tiers[0].share_ppm});
  }
  std::int64_t rest = kWholePpm;
  Party* bank = nullptr;
  const std::string last = mode.parties.empty() ? "" : mode.parties.back().residual_after;
  for (Party& party : mode.parties) {
    if (party.role == PartyRole::kBank) bank = &party;
    if (party.residual_after == last) rest -= party.share_ppm;
  }
  if (bank == nullptr && rest >= 0) {
    mode.parties.push_back(
        {.name = "bank", .role = PartyRole::kBank, .share_ppm = rest, .residual_after = last});
  } else if (bank != nullptr && bank->share_ppm == 0 && rest > 0 && bank->residual_after == last) {
    bank->share_ppm = rest;
  }
}

}  // namespace ippledge::vectors
