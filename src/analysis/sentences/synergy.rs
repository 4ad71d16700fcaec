//! Sentences on together and alone, and on what the outcome hangs on.

use super::phrases::{Phrase, Signed, phrase, signed};

pub(super) const SYNERGY: &[Phrase] = &[
    phrase(
        "better_than_best_solo",
        [
            "Het gezamenlijke plan is beter dan het beste eigen voorstel volgens {share}.",
            "The joint plan is better than the best own proposal to {share}.",
        ],
        ["wie het gezamenlijke plan beter vindt", "who finds the joint plan better"],
    ),
    phrase(
        "worse_than_best_solo",
        [
            "Het gezamenlijke plan is slechter dan het beste eigen voorstel volgens {share}.",
            "The joint plan is worse than the best own proposal to {share}.",
        ],
        ["wie het gezamenlijke plan slechter vindt", "who finds the joint plan worse"],
    ),
    phrase(
        "own_proposal_matched",
        [
            "Het gezamenlijke plan is minstens zo goed als het eigen voorstel volgens {share}.",
            "The joint plan is at least as good as the own proposal to {share}.",
        ],
        ["het plan naast het eigen voorstel", "the plan beside the own proposal"],
    ),
    phrase(
        "own_proposal_surpassed",
        [
            "Het gezamenlijke plan is beter dan het eigen voorstel volgens {share}.",
            "The joint plan is better than the own proposal to {share}.",
        ],
        ["het plan boven het eigen voorstel", "the plan above the own proposal"],
    ),
    phrase(
        "better_than_own_felt",
        [
            "In de stemmingscheck is het plan beter dan het eigen eerste plan volgens {share}.",
            "In the pulse the plan is better than the own first plan to {share}.",
        ],
        ["het plan naast het eigen eerste plan", "the plan beside the own first plan"],
    ),
];

pub(super) const AGAINST_SOLO: &[Signed] = &[
    signed(
        "synergy_egalitarian",
        [
            [
                "1+1=3: wie er het minst mee heeft, is met het gezamenlijke plan beter af dan \
                 met het beste eigen voorstel ({value}).",
                "1+1=3: whoever likes it least is better off with the joint plan than with the \
                 best own proposal ({value}).",
            ],
            [
                "Wie er het minst mee heeft, is met het gezamenlijke plan even goed af als met \
                 het beste eigen voorstel.",
                "Whoever likes it least is as well off with the joint plan as with the best own \
                 proposal.",
            ],
            [
                "Wie er het minst mee heeft, was beter af met een eigen voorstel van een \
                 partner ({value}).",
                "Whoever likes it least was better off with one party's own proposal ({value}).",
            ],
        ],
        ["1+1=3", "1+1=3"],
    ),
    signed(
        "synergy_utilitarian",
        [
            [
                "Gemiddeld vinden de partners het gezamenlijke plan {value} beter dan het beste \
                 eigen voorstel (schaal 0 tot 1).",
                "On average the parties find the joint plan {value} better than the best own \
                 proposal (scale 0 to 1).",
            ],
            [
                "Gemiddeld vinden de partners het gezamenlijke plan even goed als het beste \
                 eigen voorstel.",
                "On average the parties find the joint plan as good as the best own proposal.",
            ],
            [
                "Gemiddeld vinden de partners het beste eigen voorstel beter dan het \
                 gezamenlijke plan ({value}).",
                "On average the parties find the best own proposal better than the joint plan \
                 ({value}).",
            ],
        ],
        ["1+1=3, gemiddeld", "1+1=3, on average"],
    ),
    signed(
        "synergy_nash",
        [
            [
                "Ook als een lage waardering zwaar telt, is het gezamenlijke plan {value} beter \
                 dan het beste eigen voorstel.",
                "Also when a low rating counts heavily, the joint plan is {value} better than \
                 the best own proposal.",
            ],
            [
                "Als een lage waardering zwaar telt, is het gezamenlijke plan even goed als het \
                 beste eigen voorstel.",
                "When a low rating counts heavily, the joint plan is as good as the best own \
                 proposal.",
            ],
            [
                "Als een lage waardering zwaar telt, is het beste eigen voorstel beter dan het \
                 gezamenlijke plan ({value}).",
                "When a low rating counts heavily, the best own proposal is better than the \
                 joint plan ({value}).",
            ],
        ],
        ["1+1=3 als laag zwaar telt", "1+1=3 when low counts heavily"],
    ),
    signed(
        "synergy_weak",
        [
            [
                "Het gezamenlijke plan is {value} beter dan wat een partner alleen gemiddeld \
                 maakte (schaal 0 tot 1).",
                "The joint plan is {value} better than what a party made alone on average \
                 (scale 0 to 1).",
            ],
            [
                "Het gezamenlijke plan is even goed als wat een partner alleen gemiddeld maakte.",
                "The joint plan is as good as what a party made alone on average.",
            ],
            [
                "Wat een partner alleen gemiddeld maakte, is beter dan het gezamenlijke plan \
                 ({value}).",
                "What a party made alone on average is better than the joint plan ({value}).",
            ],
        ],
        ["samen naast alleen", "together beside alone"],
    ),
    signed(
        "pareto_improvement",
        [
            [
                "Niemand vindt het gezamenlijke plan slechter dan het beste eigen voorstel, en \
                 minstens één partner beter.",
                "Nobody finds the joint plan worse than the best own proposal, and at least one \
                 party better.",
            ],
            [
                "Dat niemand achteruitgaat en iemand vooruit, geldt hier niet.",
                "That nobody is worse off and somebody better does not hold here.",
            ],
            ["", ""],
        ],
        ["of niemand achteruitgaat", "whether nobody is worse off"],
    ),
];

pub(super) const PARTY_LIST: &[Signed] = &[
    signed(
        "changes_if_affiliated_merged",
        [
            [
                "Als verbonden partners samen één stem hadden, was de uitkomst anders.",
                "With one voice for parties that are tied, the outcome would be another.",
            ],
            [
                "Als verbonden partners samen één stem hadden, bleef de uitkomst gelijk.",
                "With one voice for parties that are tied, the outcome stays the same.",
            ],
            ["", ""],
        ],
        ["verbonden partners", "parties that are tied"],
    ),
    signed(
        "changes_if_one_dropped",
        [
            [
                "Zonder een van deze partners was de uitkomst anders: {count}.",
                "Without one of these parties the outcome would be another: {count}.",
            ],
            [
                "Welke partner ook wegvalt, de uitkomst blijft gelijk.",
                "Whichever party is left out, the outcome stays the same.",
            ],
            ["", ""],
        ],
        ["de uitkomst zonder één partner", "the outcome without one party"],
    ),
    signed(
        "changes_if_unconfirmed_left_out",
        [
            [
                "Zonder wat voor anderen is ingevoerd en niet bevestigd, was de uitkomst anders.",
                "Without what was entered for others and not confirmed, the outcome would be \
                 another.",
            ],
            [
                "Zonder wat voor anderen is ingevoerd en niet bevestigd, blijft de uitkomst \
                 gelijk.",
                "Without what was entered for others and not confirmed, the outcome stays the \
                 same.",
            ],
            ["", ""],
        ],
        ["wat voor anderen is ingevoerd", "what was entered for others"],
    ),
];
