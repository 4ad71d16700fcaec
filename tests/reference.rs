//! Runs the reference cases: inputs with results computed elsewhere.
//!
//! They are read from the folder that `BERAAD_CASES` names, else from `../shared/cases`, and are
//! no part of this repository. Without them the tests print that they did not run, and fail
//! where `CI=true`. A new file of cases fails here until it has an adapter.

mod reference {
    pub mod approvals;
    pub mod choice;
    pub mod compare;
    pub mod convergence;
    pub mod details;
    pub mod folder;
    pub mod forums;
    pub mod input;
    pub mod integrity;
    pub mod opinion;
    pub mod process;
    pub mod ranked;
}

use std::collections::BTreeSet;

use reference::folder::{self, Adapter};
use reference::{
    approvals, choice, convergence, details, forums, integrity, opinion, process, ranked,
};

/// The files that are compared, each with what computes its figures.
const ADAPTERS: &[(&str, Adapter)] = &[
    ("choice/condorcet.json", ranked::condorcet),
    ("choice/consent.json", choice::consent),
    ("choice/majority_judgment.json", ranked::majority_judgment),
    ("choice/ranked_pairs.json", ranked::ranked_pairs),
    ("choice/schulze.json", ranked::schulze),
    ("choice/score.json", ranked::score),
    ("choice/star.json", ranked::star),
    ("choice/supermajority_floor.json", choice::supermajority_floor),
    ("choice/av.json", approvals::av),
    ("choice/equal_shares.json", approvals::shares),
    ("choice/seqphragmen.json", approvals::phragmen),
    ("choice/pb_greedy_votes.json", approvals::pb_greedy_votes),
    ("choice/pb_mes_cost.json", approvals::pb_mes_cost),
    ("choice/pb_mes_cost_add1.json", approvals::pb_mes_cost_add1),
    ("choice/pb_mes_cost_add1_greedy.json", approvals::pb_mes_cost_add1_greedy),
    ("measures/agreement_a.json", convergence::agreement_a),
    ("measures/commitments.json", process::commitments),
    ("measures/consensus_reaching.json", convergence::consensus_reaching),
    ("measures/e2e_stability.json", forums::e2e_stability),
    ("measures/dri.json", details::dri),
    ("measures/e2e_dri.json", details::e2e_dri),
    ("measures/e2e_polis_gac.json", details::e2e_polis_gac),
    ("measures/evenness.json", process::evenness),
    ("measures/group_aware_consensus.json", details::group_aware_consensus),
    ("measures/kendall_w.json", details::kendall_w),
    ("measures/krippendorff_alpha_ordinal.json", details::krippendorff_alpha),
    ("measures/lineage_credit.json", process::lineage_credit),
    ("measures/mandate_integrity.json", integrity::mandate_integrity),
    ("measures/ownership_pulse.json", process::ownership_pulse),
    ("measures/participation_level.json", integrity::participation_level),
    ("measures/reciprocity.json", process::reciprocity),
    ("measures/red_flags.json", integrity::red_flags),
    ("measures/round_decision.json", convergence::round_decision),
    ("measures/stability.json", convergence::stability),
    ("measures/support.json", convergence::support),
    ("measures/susceptibility.json", process::susceptibility),
    ("measures/synergy.json", process::synergy),
    ("measures/three_g.json", process::three_g),
];

/// The opinion maps that are compared, and the vectors of their formulas.
const OPINION: &[&str] = &[
    "opinion/15-per-hour-seattle",
    "opinion/american-assembly.bowling-green",
    "opinion/austria-climate.5twd2jsnkf.2022-08-08",
    "opinion/brexit-consensus",
    "opinion/football-concussions",
    "opinion/london.youth.policing",
    "opinion/scoop-hivemind.affordable-housing",
    "opinion/scoop-hivemind.biodiversity",
    "opinion/vectors.json",
    "opinion/vtaiwan.uberx",
];

/// Expected results that contradict the definition in their own file, which comes first. Each must
/// differ exactly as written here: one that no longer does fails too, and leaves this list.
///
/// All of these lie precisely on a threshold. The definition lets equality pass, but the library
/// behind the results (votelib 0.4.0) compares the number of votes, not their share, with the
/// threshold to see whether they are equal, so that there equality fails.
const DISPUTED: &[(&str, &[&str])] = &[(
    "choice/supermajority_floor.json",
    &[
        "rand/024: /group_reached/0: expected false, computed true",
        "rand/058: /group_reached/3: expected false, computed true",
        "rand/118: /group_reached/1: expected false, computed true",
        "rand/118: /passes: expected false, computed true",
        "rand/118: /steamrolled_groups: expected [1], computed []",
        "rand/166: /group_reached/3: expected false, computed true",
        "rand/196: /overall_reached: expected false, computed true",
        "rand/196: /passes: expected false, computed true",
    ],
)];

/// Keys of expected results that tell what another library found by a rule of its own; the
/// definition in the file is not compared with them. How many there are is printed, and a key that
/// no case holds any more fails, and leaves this list.
const OTHERS: &[(&str, &[&str])] = &[
    // The one-step gauge of pref_voting, votelib's removal of whole blocks, and whether those two
    // agree with the definition.
    (
        "choice/majority_judgment.json",
        &["libraries_agree", "pref_voting_winners", "votelib_winners"],
    ),
    // The first option of votelib, which breaks ties by rules of its own.
    ("choice/schulze.json", &["cross_check_votelib_first"]),
    // The winners when equal sums are broken in every way, without the ladder for ties.
    ("choice/star.json", &["pref_voting_parallel_universe_winners"]),
];

fn run(file: &str) {
    let adapter = ADAPTERS.iter().find(|(name, _)| *name == file).expect("an adapter").1;
    let disputed = DISPUTED.iter().find(|(name, _)| *name == file).map_or(&[][..], |(_, d)| d);
    let others = OTHERS.iter().find(|(name, _)| *name == file).map_or(&[][..], |(_, keys)| keys);
    folder::run(file, adapter, disputed, others);
}

#[test]
fn choice_consent() {
    run("choice/consent.json");
}

#[test]
fn choice_condorcet() {
    run("choice/condorcet.json");
}

#[test]
fn choice_majority_judgment() {
    run("choice/majority_judgment.json");
}

#[test]
fn choice_ranked_pairs() {
    run("choice/ranked_pairs.json");
}

#[test]
fn choice_schulze() {
    run("choice/schulze.json");
}

#[test]
fn choice_score() {
    run("choice/score.json");
}

#[test]
fn choice_star() {
    run("choice/star.json");
}

#[test]
fn choice_supermajority_floor() {
    run("choice/supermajority_floor.json");
}

#[test]
fn choice_av() {
    run("choice/av.json");
}

#[test]
fn choice_equal_shares() {
    run("choice/equal_shares.json");
}

#[test]
fn choice_seqphragmen() {
    run("choice/seqphragmen.json");
}

#[test]
fn choice_pb_greedy_votes() {
    run("choice/pb_greedy_votes.json");
}

#[test]
fn choice_pb_mes_cost() {
    run("choice/pb_mes_cost.json");
}

#[test]
fn choice_pb_mes_cost_add1() {
    run("choice/pb_mes_cost_add1.json");
}

#[test]
fn choice_pb_mes_cost_add1_greedy() {
    run("choice/pb_mes_cost_add1_greedy.json");
}

#[test]
fn measures_agreement_a() {
    run("measures/agreement_a.json");
}

#[test]
fn measures_consensus_reaching() {
    run("measures/consensus_reaching.json");
}

#[test]
fn measures_e2e_stability() {
    run("measures/e2e_stability.json");
}

#[test]
fn measures_commitments() {
    run("measures/commitments.json");
}

#[test]
fn measures_evenness() {
    run("measures/evenness.json");
}

#[test]
fn measures_lineage_credit() {
    run("measures/lineage_credit.json");
}

#[test]
fn measures_mandate_integrity() {
    run("measures/mandate_integrity.json");
}

#[test]
fn measures_participation_level() {
    run("measures/participation_level.json");
}

#[test]
fn measures_red_flags() {
    run("measures/red_flags.json");
}

#[test]
fn measures_ownership_pulse() {
    run("measures/ownership_pulse.json");
}

#[test]
fn measures_reciprocity() {
    run("measures/reciprocity.json");
}

#[test]
fn measures_susceptibility() {
    run("measures/susceptibility.json");
}

#[test]
fn measures_synergy() {
    run("measures/synergy.json");
}

#[test]
fn measures_three_g() {
    run("measures/three_g.json");
}

#[test]
fn measures_round_decision() {
    run("measures/round_decision.json");
}

#[test]
fn measures_stability() {
    run("measures/stability.json");
}

#[test]
fn measures_support() {
    run("measures/support.json");
}

#[test]
fn opinion_15_per_hour_seattle() {
    opinion::conversation("opinion/15-per-hour-seattle");
}

#[test]
fn opinion_american_assembly_bowling_green() {
    opinion::conversation("opinion/american-assembly.bowling-green");
}

#[test]
fn opinion_austria_climate() {
    opinion::conversation("opinion/austria-climate.5twd2jsnkf.2022-08-08");
}

#[test]
fn opinion_brexit_consensus() {
    opinion::conversation("opinion/brexit-consensus");
}

#[test]
fn opinion_football_concussions() {
    opinion::conversation("opinion/football-concussions");
}

#[test]
fn opinion_london_youth_policing() {
    opinion::conversation("opinion/london.youth.policing");
}

#[test]
fn opinion_scoop_hivemind_affordable_housing() {
    opinion::conversation("opinion/scoop-hivemind.affordable-housing");
}

#[test]
fn opinion_scoop_hivemind_biodiversity() {
    opinion::conversation("opinion/scoop-hivemind.biodiversity");
}

#[test]
fn opinion_vectors() {
    opinion::vectors("opinion/vectors.json");
}

#[test]
fn opinion_vtaiwan_uberx() {
    opinion::conversation("opinion/vtaiwan.uberx");
}

#[test]
fn measures_dri() {
    run("measures/dri.json");
}

#[test]
fn measures_e2e_dri() {
    run("measures/e2e_dri.json");
}

#[test]
fn measures_e2e_polis_gac() {
    run("measures/e2e_polis_gac.json");
}

#[test]
fn measures_group_aware_consensus() {
    run("measures/group_aware_consensus.json");
}

#[test]
fn measures_kendall_w() {
    run("measures/kendall_w.json");
}

#[test]
fn measures_krippendorff_alpha_ordinal() {
    run("measures/krippendorff_alpha_ordinal.json");
}

#[test]
fn every_reference_file_is_compared() {
    let Some(root) = folder::root() else { return };
    let found = folder::entries(&root);
    let adapted = ADAPTERS.iter().map(|(name, _)| name.to_string());
    let compared: BTreeSet<String> =
        adapted.chain(OPINION.iter().map(ToString::to_string)).collect();
    let unknown: Vec<_> = found.difference(&compared).collect();
    assert!(unknown.is_empty(), "not compared with anything: {unknown:?}");
    let gone: Vec<_> = compared.difference(&found).collect();
    assert!(gone.is_empty(), "listed, but not among the reference cases: {gone:?}");
}
