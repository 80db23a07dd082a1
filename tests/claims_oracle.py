#!/usr/bin/env python3
"""The claims rules a second time, and both compared over random cases.

Usage: claims_oracle.py VECTORS_PROGRAM [CASES [SEED]]

Written from docs/policies.md with whole numbers and fractions, not from the C++. Each case is a
vector with what this program expects; VECTORS_PROGRAM runs them all. Exit code 1 when one differs.
"""
import json
import random
import subprocess
import sys
import tempfile
from fractions import Fraction

CASES = 600
SEED = 20240630
WHOLE = 1_000_000


def half_up(value):
    """A fraction at or above 0 as a whole number, half up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def largest_remainder(total, weights):
    """total over weights: floor, then one each to the largest remainders, the first of equals."""
    whole = sum(weights)
    exact = [Fraction(total) * weight / whole for weight in weights]
    parts = [int(value) for value in exact]
    order = sorted(range(len(weights)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[:total - sum(parts)]:
        parts[i] += 1
    return parts


def split(total, weights, rounding, rest):
    if rounding == "largest_remainder":
        return largest_remainder(total, weights)
    whole = sum(weights)
    exact = [Fraction(total) * weight / whole for weight in weights]
    parts = [int(value) if rounding == "floor" else half_up(value) for value in exact]
    parts[rest] += total - sum(parts)
    for i in reversed(range(len(parts))):  # nobody stays below 0
        if parts[rest] < 0 and i != rest:
            taken = min(parts[i], -parts[rest])
            parts[i] -= taken
            parts[rest] += taken
    return parts


def halves(amount, ip, other):
    return largest_remainder(amount, [ip, other]) if ip + other else [amount, 0]


def loss_base(policy, claim):
    """The IP part of the loss, and what is left of the other part."""
    loan, ip = claim["loan_amount"], claim["ip_part"]
    repaid = min(claim["principal_repaid"], loan)
    parts = halves(loan, ip, loan - ip)
    how = policy["repayment_attribution"]
    if how == "pro_rata":
        parts = halves(loan - repaid, ip, loan - ip)
    else:
        first = 0 if how == "ip_first" else 1
        taken = min(repaid, parts[first])
        parts[first] -= taken
        parts[1 - first] = max(0, parts[1 - first] - (repaid - taken))
    if policy["base"] == "principal_plus_interest":
        days, cap = claim["interest_days"], policy["interest_days_cap"]
        interest = claim["interest_unpaid"]
        if days > cap:
            interest = half_up(Fraction(interest * cap, days))
        more = halves(interest, *parts)
        parts = [parts[0] + more[0], parts[1] + more[1]]
    proceeds = [claim["recovered_from_ip"], claim["recovered_from_other_collateral"]]
    if policy["collateral_proceeds_attribution"] == "own_part_first":
        left = [max(0, parts[i] - proceeds[i]) for i in (0, 1)]
        for i in (0, 1):
            left[1 - i] = max(0, left[1 - i] - max(0, proceeds[i] - parts[i]))
        parts = left
    else:
        cut = halves(min(sum(proceeds), sum(parts)), *parts)
        parts = [parts[0] - cut[0], parts[1] - cut[1]]
    return parts


def tier_rate(policy, loan):
    """The rate of the fund in ppm, a fraction."""
    low, rate = 0, Fraction(0)
    for tier in policy["tiers"]:
        if policy["tier_mode"] == "slab":
            if loan <= tier["up_to"]:
                return Fraction(tier["ppm"])
        else:
            rate += Fraction(max(0, min(loan, tier["up_to"]) - low) * tier["ppm"], loan)
            low = tier["up_to"]
    return rate


def cut_to(parts, names, limit, freed_to="bank", last_first=False):
    total = sum(parts[name] for name in names)
    if total <= limit:
        return
    if last_first:
        excess = total - limit
        for name in reversed(names):
            taken = min(parts[name], excess)
            parts[name] -= taken
            excess -= taken
    else:
        for name, kept in zip(names, largest_remainder(limit, [parts[name] for name in names])):
            parts[name] = kept
    parts[freed_to] += total - limit


def share(policy, claim, loss):
    names = ["fund", "city", "guarantor", "bank"]
    shares = policy["shares_ppm"]
    rate = tier_rate(policy, claim["loan_amount"]) if "tiers" in policy else shares["fund"]
    if claim.get("ip_pledge"):
        rate += policy["uplifts_ppm"]["ip_pledge"]
    rate = min(rate, policy["total_cap_ppm"], shares["fund"] + shares["bank"])
    weights = [Fraction(rate), shares["city"], shares["guarantor"]]
    weights.append(WHOLE - sum(weights))
    rest = 3 if policy["remainder_to"] == "bank" else 0
    parts = dict(zip(names, split(loss, weights, policy["rounding"], rest)))
    cut_to(parts, ["city"], policy["layer_cap"])
    cut_to(parts, ["fund", "city"], loss * policy["all_layers_cap_ppm"] // WHOLE,
           last_first=policy["layer_cut_order"] == "last_first")
    cut_to(parts, ["fund", "city"], policy["per_claim_cap"])
    return int(rate), parts


def sequence(rng, number):
    """Three claims, a fund that may be short, and money that comes back on the first."""
    fund, city, guarantor = rng.randrange(1, 400_001), rng.randrange(200_001), rng.randrange(99_999)
    shares = {"fund": fund, "city": city, "guarantor": guarantor,
              "bank": WHOLE - fund - city - guarantor}
    policy = {
        "base": rng.choice(["principal", "principal_plus_interest"]),
        "shares_ppm": shares,
        "repayment_attribution": rng.choice(["pro_rata", "ip_first", "ip_last"]),
        "collateral_proceeds_attribution": rng.choice(["own_part_first", "pro_rata"]),
        "uplifts_ppm": {"ip_pledge": rng.randrange(1, 300_001)},
        "total_cap_ppm": rng.randrange(1, WHOLE),
        "rounding": rng.choice(["largest_remainder", "floor", "half_up"]),
        "remainder_to": rng.choice(["bank", "fund"]),
        "all_layers_cap_ppm": rng.randrange(WHOLE),
        "layer_cut_order": rng.choice(["last_first", "pro_rata"]),
        "layer_cap": rng.randrange(100_000),
        "per_claim_cap": rng.randrange(300_000),
        "interest_days_cap": rng.randrange(1, 200),
        "fund_year_cap": rng.randrange(600_000),
        "joint_cap_times_fees": rng.choice([1, 2, 3]),
        "bank_year_breaker_ppm": rng.randrange(1, 400_000),
        "breaker_compare": rng.choice([">", ">="]),
        "shortfall_mode": rng.choice(["pro_rata", "fifo", "wait_for_topup"]),
        "first_instalment_ppm": rng.choice([WHOLE, 750_000, rng.randrange(1, WHOLE)]),
        "recovery": rng.choice(["pro_rata", "pro_rata_after_costs", "fund_first", "bank_first"]),
        "late_rate_ppm": rng.randrange(100_000),
        "day_basis": rng.choice([360, 365]),
    }
    if rng.random() < 0.5:
        first = rng.randrange(1, 300_000)
        policy.update(tier_by="loan_amount", tier_mode=rng.choice(["slab", "marginal"]), tiers=[
            {"up_to": first, "ppm": rng.randrange(fund + 1)},
            {"up_to": first + rng.randrange(1, 300_000), "ppm": rng.randrange(fund + 1)}])
    claims = []
    for name in "ABC":
        loan = rng.randrange(1, 500_000)
        claims.append({"id": name, "loan_amount": loan, "ip_part": rng.randrange(loan + 1),
                       "principal_repaid": rng.randrange(200_000),
                       "interest_unpaid": rng.randrange(50_000),
                       "interest_days": rng.randrange(1, 400),
                       "recovered_from_ip": rng.choice([0, rng.randrange(200_000)]),
                       "recovered_from_other_collateral": rng.choice([0, rng.randrange(200_000)]),
                       "ip_pledge": rng.random() < 0.5})
    inputs = {"enrolled_principal_year": rng.randrange(1, 5_000_000),
              "loss_year_to_date": rng.randrange(200_000), "fees_collected": rng.randrange(300_000),
              "available": rng.choice([rng.randrange(400_000), 10**9]), "claims": claims,
              "gross_recovery": rng.randrange(400_000), "recovery_costs": rng.randrange(50_000),
              "days_late": rng.randrange(400)}
    expected = expect(policy, claims, inputs)
    layers = policy.pop("layer_cap")
    shares = policy.pop("shares_ppm")
    policy["parties"] = [{"name": name, "ppm": ppm} for name, ppm in shares.items()]
    policy["parties"][1]["per_claim_cap"] = layers
    # Uplifts and tiers change the first public level.
    return {"id": f"R{number}", "kind": "sequence", "title": "random", "policy": policy,
            "inputs": inputs, "expected": expected}


def judge(policy, claim, inputs, state):
    """One claim up to the brakes."""
    ip_loss, other = loss_base(policy, claim)
    rate, parts = share(policy, claim, ip_loss)
    cut_to(parts, ["fund", "city"], max(0, policy["fund_year_cap"] - state["fund"]))
    cut_to(parts, ["fund", "city", "guarantor"],
           max(0, policy["joint_cap_times_fees"] * inputs["fees_collected"] - state["joint"]))
    losses = inputs["loss_year_to_date"] + state["losses"] + ip_loss
    ratio = Fraction(losses * WHOLE, inputs["enrolled_principal_year"])
    limit = policy["bank_year_breaker_ppm"]
    deferred = ratio >= limit if policy["breaker_compare"] == ">=" else ratio > limit
    public = parts["fund"] + parts["city"]
    state["losses"] += ip_loss
    state["fund"] += 0 if deferred else public
    state["joint"] += parts["guarantor"] + (0 if deferred else public)
    return {"loss": ip_loss, "other": other, "rate": rate, "parts": parts, "deferred": deferred,
            "due": public}


def grant(mode, due, available):
    if sum(due) <= available:
        return list(due)
    if mode == "pro_rata":
        return largest_remainder(available, due)
    granted = []
    for wish in due:
        if mode == "wait_for_topup" and wish > available:
            available = 0
        granted.append(min(wish, available))
        available -= granted[-1]
    return granted


def expect(policy, claims, inputs):
    state = {"losses": 0, "fund": 0, "joint": 0}
    judged = [judge(policy, claim, inputs, state) for claim in claims]
    payable = [claim for claim in judged if not claim["deferred"]]
    granted = grant(policy["shortfall_mode"], [claim["due"] for claim in payable],
                    inputs["available"])
    expected = {}
    for claim in judged:
        claim["granted"] = 0 if claim["deferred"] else granted.pop(0)
    for name, claim in zip("ABC", judged):
        parts = claim["parts"]
        standing = {"fund": 0, "city": 0}
        if claim["granted"]:
            weights = [parts["fund"], parts["city"]]
            standing = dict(zip(("fund", "city"), largest_remainder(claim["granted"], weights)))
        claim["standing"] = dict(standing, guarantor=parts["guarantor"],
                                 bank=parts["bank"] + claim["due"] - claim["granted"])
        first = policy["first_instalment_ppm"]
        now = sum(half_up(Fraction(standing[level] * first, WHOLE)) for level in standing)
        status = "DEFERRED_BREAKER" if claim["deferred"] else "PAYABLE"
        if not claim["deferred"] and claim["granted"] < claim["due"]:
            status = "PART_PAYABLE" if claim["granted"] else "QUEUED"
        expected[name] = {
            "status": status, "loss_base": claim["loss"], "rate_ppm": claim["rate"],
            "other_part_left": claim["other"], "paid": now, "later": claim["granted"] - now,
            "queued": 0 if claim["deferred"] else claim["due"] - claim["granted"],
            "deferred": claim["due"] if claim["deferred"] else 0, **claim["standing"]}
    expected.update(expect_recovery(policy, inputs, judged[-1]["standing"]))
    return expected


def expect_recovery(policy, inputs, borne):
    order, gross = policy["recovery"], inputs["gross_recovery"]
    costs = 0 if order == "pro_rata" else min(inputs["recovery_costs"], gross)
    left, got = gross - costs, dict.fromkeys(borne, 0)
    ranks = {"fund_first": [("fund", "city", "guarantor"), ("bank",)],
             "bank_first": [("bank",), ("fund", "city", "guarantor")]}
    for rank in ranks.get(order, [tuple(borne)]):
        names = [name for name in borne if name in rank and borne[name] > 0]
        if names:
            given = min(left, sum(borne[name] for name in names))
            for name, part in zip(names, largest_remainder(given, [borne[n] for n in names])):
                got[name] = part
            left -= given
    public = got["fund"] + got["city"]
    late = half_up(Fraction(public * policy["late_rate_ppm"] * inputs["days_late"],
                            WHOLE * policy["day_basis"]))
    return {"net": gross - costs, "surplus": left, "late_interest": late,
            **{f"recovery_{name}": part for name, part in got.items()}}


def main():
    program = sys.argv[1]
    cases = int(sys.argv[2]) if len(sys.argv) > 2 else CASES
    rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else SEED)
    vectors = [sequence(rng, number) for number in range(cases)]
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"vectors": vectors}, file)
        file.flush()
        run = subprocess.run([program, file.name], capture_output=True, text=True, check=False)
    lines = run.stdout.splitlines()
    told = [number for number, line in enumerate(lines) if line.startswith("FAIL")][:5]
    for number in told:
        print("\n".join(lines[number:number + 8]))
        name = lines[number].split()[1]
        print(json.dumps(next(vector for vector in vectors if vector["id"] == name)))
    print(lines[-1] if lines else run.stderr)
    return run.returncode


if __name__ == "__main__":
    sys.exit(main())
