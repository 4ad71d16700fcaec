//! The forms that items and clauses take in events: texts relative to the deliberation.

use beraad_client::v1;

use crate::domain::ids::{ClauseId, ContributionId, ItemId, ItemVersion, ProposalId, StatementId};
use crate::log::codec::DecodeError;
use crate::log::codec::wire::{Decoded, Wire, invalid, message};

/// An item without its version: `contributions/c`, `statements/s` or `proposals/p`.
impl Wire<String> for ItemId {
    fn to_wire(&self) -> String {
        self.to_string()
    }

    fn from_wire(wire: String, field: &'static str) -> Decoded<ItemId> {
        let bad = |error| invalid(field, error);
        match wire.split_once('/') {
            Some(("contributions", id)) => {
                ContributionId::parse(id).map(ItemId::Contribution).map_err(bad)
            }
            Some(("statements", id)) => StatementId::parse(id).map(ItemId::Statement).map_err(bad),
            Some(("proposals", id)) => ProposalId::parse(id).map(ItemId::Proposal).map_err(bad),
            _ => Err(invalid(field, "it names no contribution, statement or proposal")),
        }
    }
}

/// An item with its version: `contributions/c`, `statements/s` or `proposals/p/versions/2`.
impl Wire<String> for ItemVersion {
    fn to_wire(&self) -> String {
        self.to_string()
    }

    fn from_wire(wire: String, field: &'static str) -> Decoded<ItemVersion> {
        let (item, number) = wire.split_once("/versions/").unwrap_or((wire.as_str(), "1"));
        let version = number.parse().map_err(|error| invalid(field, error))?;
        let read = ItemVersion { item: Wire::from_wire(item.to_owned(), field)?, version };
        if read.to_string() == wire {
            Ok(read)
        } else {
            Err(invalid(field, "it is not written the way versions of items are"))
        }
    }
}

message!(ItemVersion => ItemVersionRef { item, version });

/// An item with its version as two fields.
impl Wire<(String, u32)> for ItemVersion {
    fn to_wire(&self) -> (String, u32) {
        (self.item.to_wire(), self.version)
    }

    fn from_wire((item, version): (String, u32), field: &'static str) -> Decoded<ItemVersion> {
        Ok(ItemVersion { item: Wire::from_wire(item, field)?, version })
    }
}

/// A clause of this proposal, `c`, or of another, `p/c`.
impl Wire<String> for (Option<ProposalId>, ClauseId) {
    fn to_wire(&self) -> String {
        match self {
            (Some(proposal), clause) => format!("{proposal}/{clause}"),
            (None, clause) => clause.to_string(),
        }
    }

    fn from_wire(wire: String, field: &'static str) -> Decoded<(Option<ProposalId>, ClauseId)> {
        let (proposal, clause) = match wire.split_once('/') {
            Some((proposal, clause)) => (Some(proposal), clause),
            None => (None, wire.as_str()),
        };
        let proposal = proposal.map(|id| Wire::from_wire(id.to_owned(), field)).transpose()?;
        Ok((proposal, Wire::from_wire(clause.to_owned(), field)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_read_as_they_are_written_and_in_no_other_way() {
        let read =
            |text: &str| -> Decoded<ItemVersion> { Wire::from_wire(text.to_owned(), "item") };
        for text in ["contributions/c-1", "statements/s-1", "proposals/p/versions/12"] {
            assert_eq!(read(text).unwrap().to_string(), text);
        }
        for text in [
            "proposals/p",
            "statements/s/versions/1",
            "proposals/p/versions/01",
            "proposals/p/versions/x",
            "items/p",
            "",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_clause_of_another_proposal_is_told_from_one_of_its_own() {
        for text in ["2", "tree/2"] {
            let clause: (Option<ProposalId>, ClauseId) =
                Wire::from_wire(text.to_owned(), "derives_from").unwrap();
            assert_eq!(clause.to_wire(), text);
            assert_eq!(clause.0.is_some(), text.contains('/'));
        }
        for text in ["", "/2", "tree/", "a/b/c"] {
            let clause: Decoded<(Option<ProposalId>, ClauseId)> =
                Wire::from_wire(text.to_owned(), "derives_from");
            assert!(clause.is_err(), "{text}");
        }
    }
}
