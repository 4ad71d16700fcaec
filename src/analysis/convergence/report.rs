//! All figures of a round as one list, with the advice per item.

use crate::analysis::convergence::advice::{RoundAdvice, Standing, advise};
use crate::analysis::convergence::agreement::agreement;
use crate::analysis::convergence::consensus::{Consensus, ItemConsensus, consensus};
use crate::analysis::convergence::stability::{Stability, stability};
use crate::analysis::convergence::support::{Support, support};
use crate::analysis::convergence::{ItemInput, RoundInput, RoundReport};
use crate::analysis::figure::{Figure, Measured, Undefined, Value};
use crate::analysis::ratings::Ratings;

const COUNT: &str = "count/parties";
const SHARE: &str = "support/delphi";
const QUANTILE: &str = "quantile/hyndman_fan_1996_type_7";
const AGREEMENT: &str = "agreement_a/van_der_eijk_2001";
const PAIRED: &str = "stability/paired_panel";
const CHANGED: &str = "changed_share/chaffin_talley_1980";
const VARIATION: &str = "total_variation/scheibe_1975";
const EMD: &str = "emd/ordinal";
const WILCOXON: &str = "wilcoxon/exact_two_sided";
const CONSENSUS: &str = "consensus/herrera_viedma_2007";

/// The version of every method in this list; it rises when a value could change.
const VERSION: u32 = 1;

/// The methods behind the figures, with the version of each.
pub const METHODS: [(&str, u32); 10] = [
    (COUNT, VERSION),
    (SHARE, VERSION),
    (QUANTILE, VERSION),
    (AGREEMENT, VERSION),
    (PAIRED, VERSION),
    (CHANGED, VERSION),
    (VARIATION, VERSION),
    (EMD, VERSION),
    (WILCOXON, VERSION),
    (CONSENSUS, VERSION),
];

/// The figures, advice, focus and invitations of a round.
///
/// # Panics
/// When the input contradicts itself: ratings on another scale, or with another number of
/// parties, than the input names. That is a mistake of the program, never of a person.
#[must_use]
pub fn report(input: &RoundInput) -> RoundReport {
    for item in &input.items {
        for ratings in std::iter::once(&item.current).chain(&item.previous) {
            assert_eq!(ratings.scale(), input.scale, "ratings stand on the scale of the round");
            assert_eq!(ratings.parties().len(), input.parties, "every party has ratings");
        }
    }
    let current: Vec<&Ratings> = input.items.iter().map(|item| &item.current).collect();
    let consensus = consensus(&current, input.parties);
    let mut figures = Vec::new();
    let mut advice = Vec::new();
    for (index, (item, agreed)) in input.items.iter().zip(&consensus.items).enumerate() {
        let measures = Measures::of(item, input.lo_is_veto);
        figures.extend(measures.figures(index, agreed));
        advice.push((index, measures.advice(input)));
    }
    figures.extend(agenda(&consensus));
    let Consensus { focus, focus_reason, invite, .. } = consensus;
    RoundReport { figures, advice, focus, focus_reason, invite }
}

/// The measures of one item.
struct Measures {
    lo_is_veto: bool,
    support: Support,
    agreement: Measured,
    stability: Stability,
    compared: bool,
}

impl Measures {
    fn of(item: &ItemInput, lo_is_veto: bool) -> Measures {
        let stability = match &item.previous {
            Some(previous) => stability(previous, &item.current),
            None => Stability::undefined(Undefined::FirstRound),
        };
        Measures {
            lo_is_veto,
            support: support(&item.current),
            agreement: agreement(&item.current),
            stability,
            compared: item.previous.is_some(),
        }
    }

    fn advice(&self, input: &RoundInput) -> RoundAdvice {
        let standing = Standing {
            round: input.round,
            extended: input.extended,
            eligible: self.support.eligible,
            responded: self.support.expressed + self.support.abstained,
            agreement: &self.agreement,
            support_share: &self.support.support_share,
            opposition_share: &self.support.opposition_share,
            strong_objections: if self.lo_is_veto { self.support.strong_objections } else { 0 },
            changed_share: &self.stability.changed_share,
        };
        advise(&standing, &input.thresholds)
    }

    fn figures(&self, index: usize, agreed: &ItemConsensus) -> Vec<Figure> {
        let mut figures = self.answers();
        figures.extend(self.voices());
        figures.extend(self.movement());
        figures.push(Figure {
            worst_off: agreed.furthest,
            ..figure("consensus_degree", CONSENSUS, &agreed.degree, agreed.stances)
        });
        figures.push(figure("collective", CONSENSUS, &agreed.collective, agreed.stances));
        for figure in &mut figures {
            figure.item = Some(index);
        }
        figures
    }

    fn answers(&self) -> Vec<Figure> {
        let support = &self.support;
        let n = support.eligible;
        let count = |name, number| figure(name, COUNT, &Ok(Value::count(number)), n);
        vec![
            count("eligible", support.eligible),
            count("expressed", support.expressed),
            count("abstained", support.abstained),
            count("missing", support.missing),
            figure("response_rate", SHARE, &support.response_rate, n),
            figure("expression_rate", SHARE, &support.expression_rate, n),
        ]
    }

    fn voices(&self) -> Vec<Figure> {
        let support = &self.support;
        let n = support.expressed;
        let lowest = |figure| Figure { worst_off: support.lowest, ..figure };
        let mut figures = vec![
            lowest(figure("support_share", SHARE, &support.support_share, n)),
            figure("opposition_share", SHARE, &support.opposition_share, n),
        ];
        if self.lo_is_veto {
            let objections = Ok(Value::count(support.strong_objections));
            figures.push(lowest(figure("strong_objections", SHARE, &objections, n)));
            let share = &support.strong_objection_share;
            figures.push(lowest(figure("strong_objection_share", SHARE, share, n)));
        }
        figures.extend([
            figure("median", QUANTILE, &support.median, n),
            figure("q1", QUANTILE, &support.q1, n),
            figure("q3", QUANTILE, &support.q3, n),
            figure("iqr", QUANTILE, &support.iqr, n),
            figure("agreement", AGREEMENT, &self.agreement, n),
        ]);
        figures
    }

    fn movement(&self) -> Vec<Figure> {
        let stability = &self.stability;
        let n = stability.paired;
        let count = |name, number| {
            let first = Err(Undefined::FirstRound);
            let value = if self.compared { Ok(Value::count(number)) } else { first };
            figure(name, PAIRED, &value, n)
        };
        let wilcoxon = stability.wilcoxon.as_ref().map(|test| Value::Exact(test.p.clone()));
        vec![
            count("paired", stability.paired),
            count("entered", stability.entered),
            count("left", stability.left),
            figure("changed_share", CHANGED, &stability.changed_share, n),
            figure("total_variation", VARIATION, &stability.total_variation, n),
            figure("emd", EMD, &stability.emd, n),
            figure("mean_abs_shift", PAIRED, &stability.mean_abs_shift, n),
            figure("mean_shift", PAIRED, &stability.mean_shift, n),
            figure("iqr_change", QUANTILE, &stability.iqr_change, n),
            figure("wilcoxon_p", WILCOXON, &wilcoxon.map_err(|&reason| reason), n),
        ]
    }
}

/// The figures over the agenda, and one proximity a party.
fn agenda(consensus: &Consensus) -> Vec<Figure> {
    let overall = figure("consensus_overall", CONSENSUS, &consensus.overall, consensus.compared);
    let mut figures = vec![Figure { worst_off: consensus.furthest, ..overall }];
    figures.extend(consensus.proximity.iter().enumerate().map(|(party, proximity)| Figure {
        party: Some(party),
        ..figure("proximity", CONSENSUS, &proximity.value, proximity.rated)
    }));
    figures
}

fn figure(name: &'static str, method: &'static str, value: &Measured, n: u64) -> Figure {
    let (item, party, worst_off) = (None, None, None);
    Figure { name, item, party, value: value.clone(), n, worst_off, method, version: VERSION }
}
