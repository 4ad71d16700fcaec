//! Who both rated statements and ranked options, and whether their reasons fit their preferences.

use num_rational::BigRational;

use crate::analysis::dri::{Answers, Chance, Dri, dri};
use crate::analysis::exact::ratio_of_counts;
use crate::analysis::figure::{Measured, Undefined, Value};
use crate::analysis::ratings::Ratings;
use crate::analysis::sheet::details::{
    DRI, DRI_ALL, DRI_DRAWN, VERSION, by_orders, mean_ranks, statements,
};
use crate::analysis::sheet::{Kind, Line, Sheet};
use crate::analysis::tally::TallyInput;
use crate::domain::ids::PartyId;

/// The parties that rated statements and ranked options.
pub(super) struct Panel {
    pub(super) parties: Vec<PartyId>,
    reasons: Answers,
    wishes: Answers,
    /// Why there is nothing to compare at all.
    without: Option<Undefined>,
}

impl Panel {
    pub(super) fn of(
        reasons: Option<&(u32, TallyInput)>,
        wishes: Option<&(u32, TallyInput)>,
    ) -> Panel {
        let mut panel =
            Panel { parties: Vec::new(), reasons: Vec::new(), wishes: Vec::new(), without: None };
        let (Some((_, reasons)), Some((_, wishes))) = (reasons, wishes) else {
            let missing = match reasons {
                None => Undefined::NoStatementsRated,
                Some(_) => Undefined::NoRankings,
            };
            return Panel { without: Some(missing), ..panel };
        };
        let ratings: Vec<&Ratings> = reasons.ratings().collect();
        let means = statements(reasons).0.into_iter().map(|at| means(ratings[at]));
        let means: Vec<Vec<Option<BigRational>>> = means.collect();
        let rankings = wishes.rankings().unwrap_or_default();
        for (place, party) in reasons.parties.iter().enumerate() {
            let Ok(other) = wishes.parties.binary_search(party) else { continue };
            let own: Vec<_> = means.iter().map(|item| item[place].clone()).collect();
            let ranks = mean_ranks(&rankings[other]);
            let gave = |answers: &[Option<BigRational>]| answers.iter().any(Option::is_some);
            if gave(&own) && gave(&ranks) {
                panel.parties.push(party.clone());
                panel.reasons.push(own);
                panel.wishes.push(ranks);
            }
        }
        panel
    }

    /// Tells the index, never without its test, and gives the number of pairs.
    pub(super) fn index(&self, seed: u64, (sheet, evidence): (&mut Sheet, usize)) -> (u64, u64) {
        let seen = dri(&self.reasons, &self.wishes, seed);
        let why = |value: &Measured| match self.without {
            Some(reason) => Err(reason),
            None => value.clone(),
        };
        let test = seen.test.as_ref();
        let chance = |of: fn(&Chance) -> Value| match test {
            Ok(test) if test.testable => Ok(of(test)),
            Ok(_) => Err(Undefined::NotTestable),
            Err(reason) => Err(*reason),
        };
        let n = self.parties.len() as u64;
        let kind = |method| Kind { method, version: VERSION, evidence, from_hidden: true };
        let method = by_orders(test.ok().map(|test| &test.p), [DRI_ALL, DRI_DRAWN]);
        let mean = test.map(|test| Value::Real(test.mean)).map_err(|reason| *reason);
        sheet.lines.extend([
            kind(DRI).line("dri", &why(&seen.value), n),
            kind(DRI).line("dri_unadjusted", &why(&seen.unadjusted), n),
            kind(method).line("dri_null_mean", &why(&mean), n),
            kind(method).line("dri_p", &why(&chance(|test| test.p.p.clone().into())), n),
        ]);
        let own = self.parties.iter().zip(&seen.individual).map(|(party, value)| {
            let mut line: Line = kind(DRI).line("dri_individual", value, n);
            line.figure.party = sheet.parties.binary_search(party).ok();
            line
        });
        let own: Vec<Line> = own.collect();
        sheet.lines.extend(own);
        let Dri { pairs, undefined_pairs, .. } = seen;
        (pairs, undefined_pairs)
    }
}

/// The mean stance of each party, in steps of the scale.
fn means(ratings: &Ratings) -> Vec<Option<BigRational>> {
    let mean = |stances: Vec<usize>| {
        let sum: usize = stances.iter().sum();
        (!stances.is_empty()).then(|| ratio_of_counts(sum as u64, stances.len() as u64))
    };
    ratings.stances().map(mean).collect()
}
