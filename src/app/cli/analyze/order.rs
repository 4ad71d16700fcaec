//! Participants and statements in order of their ids, so that nothing depends on how a file
//! happens to be ordered.

use crate::analysis::opinion::{Arrival, reference_order};
use crate::app::cli::analyze::read::{Conversation, Ids, Statement, renumber};

/// Puts participants and statements in order of their ids: of the numbers where all ids are
/// numbers, else of the texts. The votes are renumbered where they are.
pub fn by_id(conversation: &mut Conversation) {
    let people = conversation.participants.order();
    let about = conversation.statements.iter().map(|one| &*one.id).collect::<Ids>().order();
    if people.is_sorted() && about.is_sorted() {
        return;
    }
    renumber(&mut conversation.votes, &places(&people), &places(&about));
    conversation.participants = conversation.participants.reordered(&people);
    let statements = std::mem::take(&mut conversation.statements);
    let mut left: Vec<Option<Statement>> = statements.into_iter().map(Some).collect();
    conversation.statements = about.iter().filter_map(|at| left[*at as usize].take()).collect();
}

/// The new place of each old one, from the old place of each new one.
fn places(order: &[u32]) -> Vec<u32> {
    let mut places = vec![0; order.len()];
    for (new, old) in (0..).zip(order) {
        places[*old as usize] = new;
    }
    places
}

/// Puts participants in the order in which the reference sees them when it begins anew, and gives
/// the place of each. They have to be in order of id.
pub fn as_the_reference(participants: usize, votes: &mut [Arrival]) -> Vec<usize> {
    let places = reference_order(participants, votes);
    for one in votes {
        *one = Arrival::new(places[one.row()], one.column(), one.vote());
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::cli::analyze::read::{Options, from_bytes};

    #[test]
    fn ids_decide_and_not_the_order_of_the_file() {
        let table = b"participant,statement,vote\n10,b,1\n9,a,-1\n9,b,0\n";
        let statements = b"id,text\nc,Three\nb,Two\na,One\n";
        let listed = Some(("s.csv", &statements[..]));
        let mut read = from_bytes(("v.csv", table), listed, &Options::default()).expect("sound");
        by_id(&mut read);
        assert_eq!(read.participants, Ids::Numbers(vec![9, 10]));
        let ids: Vec<&str> = read.statements.iter().map(|one| &*one.id).collect();
        assert_eq!(ids, ["a", "b", "c"]);
        let votes: Vec<_> =
            read.votes.iter().map(|one| (one.row(), one.column(), one.vote().sign())).collect();
        assert_eq!(votes, [(1, 1, 1), (0, 0, -1), (0, 1, 0)]);
    }
}
