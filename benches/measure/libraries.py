"""Runs a decision rule of a public library on one instance, as a baseline of `make bench`.

    libraries.py RULE FILE REPEATS

The file holds an instance as JSON. Reading it is not timed; making the library's own profile of
its ballots and running the rule is. Prints {"seconds": [...], "chosen": [...]}.
"""

import json
import sys
import time

# Seconds after which a rule is not run again.
LONG = 2.0


def ranked(instance):
    from pref_voting.profiles_with_ties import ProfileWithTies

    options = range(instance["num_candidates"])
    rankings, counts = [], []
    for ballot in instance["ballots"]:
        places = enumerate(ballot["ranking"], start=1)
        rankings.append({option: place for place, level in places for option in level})
        counts.append(ballot["count"])

    def profile():
        made = ProfileWithTies(rankings, rcounts=counts, candidates=list(options))
        made.use_extended_strict_preference()
        return made

    return profile


def condorcet(instance):
    profile = ranked(instance)

    def run():
        made = profile()
        winner = made.condorcet_winner()
        return [] if winner is None else [winner]

    return run


def schulze(instance):
    from pref_voting.margin_based_methods import beat_path

    profile = ranked(instance)

    def run():
        made = profile()
        return list(beat_path(made, strength_function=made.support))

    return run


def ranked_pairs(instance):
    from pref_voting.margin_based_methods import ranked_pairs_tb

    profile = ranked(instance)
    return lambda: list(ranked_pairs_tb(profile(), tie_breaker=instance["tie_order"]))


def graded(instance, method):
    from pref_voting.grade_profiles import GradeProfile

    options = range(instance["num_candidates"])
    ballots = [dict(zip(options, ballot["grades"])) for ballot in instance["ballots"]]
    counts = [ballot["count"] for ballot in instance["ballots"]]
    grades = list(range(instance["max_grade"] + 1))

    def run():
        made = GradeProfile(ballots, grades, gcounts=counts, candidates=list(options))
        return list(method(made))

    return run


def score(instance):
    from pref_voting.grade_methods import score_voting

    return graded(instance, score_voting)


def star(instance):
    from pref_voting.grade_methods import star as method

    return graded(instance, method)


def majority_judgment(instance):
    from pref_voting.grade_methods import majority_judgement

    return graded(instance, majority_judgement)


def committee(instance, rule, **settings):
    from abcvoting import abcrules
    from abcvoting.preferences import Profile

    seats = instance["committee_size"]

    def run():
        profile = Profile(instance["num_candidates"])
        for ballot in instance["ballots"]:
            for _ in range(ballot["count"]):
                profile.add_voter(ballot["approves"])
        return list(abcrules.compute(rule, profile, seats, resolute=True, **settings)[0])

    return run


def av(instance):
    return committee(instance, "av")


def equal_shares(instance):
    return committee(instance, "equal-shares", algorithm="gmpy2-fractions")


def seqphragmen(instance):
    return committee(instance, "seqphragmen", algorithm="gmpy2-fractions")


def budget(instance, rule):
    from pabutools.election import ApprovalMultiProfile, FrozenApprovalBallot, Instance, Project

    def run():
        projects = {p["id"]: Project(p["id"], p["cost"]) for p in instance["projects"]}
        election = Instance(projects.values(), budget_limit=instance["budget"])
        profile = ApprovalMultiProfile(instance=election)
        for ballot in instance["ballots"]:
            approved = FrozenApprovalBallot(projects[name] for name in ballot["approves"])
            profile.append(approved)
            profile[approved] = ballot["count"]
        return sorted(project.name for project in rule(election, profile))

    return run


def shares(increment):
    from pabutools.election import Cost_Sat
    from pabutools.rules import method_of_equal_shares
    from pabutools.tiebreaking import lexico_tie_breaking

    return lambda election, profile: method_of_equal_shares(
        election,
        profile,
        sat_class=Cost_Sat,
        voter_budget_increment=increment,
        tie_breaking=lexico_tie_breaking,
    )


def votes(election, profile, spent=()):
    from pabutools.election import Cost_Sat
    from pabutools.rules import greedy_utilitarian_welfare
    from pabutools.tiebreaking import lexico_tie_breaking

    return greedy_utilitarian_welfare(
        election,
        profile,
        sat_class=Cost_Sat,
        tie_breaking=lexico_tie_breaking,
        initial_budget_allocation=list(spent),
    )


def pb_greedy_votes(instance):
    return budget(instance, votes)


def pb_mes_cost(instance):
    return budget(instance, shares(None))


def pb_mes_cost_add1(instance):
    return budget(instance, shares(1))


def pb_mes_cost_add1_greedy(instance):
    add1 = shares(1)

    def rule(election, profile):
        return votes(election, profile, add1(election, profile))

    return budget(instance, rule)


def main():
    rule, path, repeats = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with open(path, encoding="utf-8") as file:
        instance = json.load(file)
    run = globals()[rule](instance)
    seconds, chosen = [], []
    for _ in range(repeats):
        begin = time.perf_counter()
        chosen = run()
        seconds.append(time.perf_counter() - begin)
        if seconds[-1] > LONG:
            break
    plain = [option if isinstance(option, str) else int(option) for option in chosen]
    print(json.dumps({"seconds": seconds, "chosen": plain}))


if __name__ == "__main__":
    main()
