//! The statements of one commit.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use rusqlite::{Connection, params};

use crate::domain::ids::DeliberationId;
use crate::log::record::{Commit, Head, Subject, TextClass};
use crate::log::sqlite::body::{self, Frame, ROW_SCHEMA};
use crate::log::sqlite::schema::{MILESTONE_COMMITS, signed, unsigned};

/// A head with what only the writer needs.
#[derive(Debug, Clone)]
pub(super) struct Tip {
    pub(super) head: Head,
    /// What a list tells of the deliberation.
    pub(super) summary: Bytes,
    /// Number of commits of the deliberation.
    pub(super) commits: u64,
}

/// The tips of deliberations, in order of id.
pub(super) type Tips = BTreeMap<DeliberationId, Tip>;

/// A commit made ready for its row by whoever appends it, so that the one writer has less to do.
pub(super) struct Row {
    pub(super) commit: Arc<Commit>,
    body: Vec<u8>,
    digest: [u8; 32],
}

impl Row {
    pub(super) fn new(commit: Arc<Commit>) -> Row {
        let body = body::encode(&commit);
        let frame = Frame {
            deliberation: commit.deliberation.as_str(),
            first: commit.after + 1,
            last: commit.last_sequence(),
            row_schema: ROW_SCHEMA,
        };
        let digest = frame.digest(&body);
        Row { commit, body, digest }
    }

    /// About how much it adds to the write-ahead log.
    pub(super) fn bytes(&self) -> u64 {
        let texts: usize = self.commit.texts.iter().map(|text| text.sealed.len()).sum();
        (self.body.len() + texts + 256) as u64
    }

    pub(super) fn touches_vault(&self) -> bool {
        !self.commit.texts.is_empty() || !self.commit.keys.is_empty() || self.destroys()
    }

    pub(super) fn destroys(&self) -> bool {
        !self.commit.destroy.is_empty()
    }

    /// Writes all but the head, which is written once a group.
    pub(super) fn write(
        &self,
        connection: &Connection,
        position: u64,
        tip: Option<&Tip>,
    ) -> rusqlite::Result<Tip> {
        self.write_vault(connection)?;
        let last = self.commit.last_sequence();
        let deliberation = self.commit.deliberation.as_str();
        connection
            .prepare_cached("INSERT INTO commits VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?
            .execute(params![
            signed(position),
            deliberation,
            signed(tip.map_or(0, |tip| tip.head.position)),
            signed(self.commit.after + 1),
            signed(last),
            ROW_SCHEMA,
            self.digest,
            self.body,
        ])?;
        let commits = tip.map_or(0, |tip| tip.commits) + 1;
        if commits.is_multiple_of(MILESTONE_COMMITS) {
            connection
                .prepare_cached("INSERT INTO milestones VALUES (?1, ?2, ?3)")?
                .execute(params![deliberation, signed(last), signed(position)])?;
        }
        let head = Head { sequence: last, link: self.commit.link, position };
        Ok(Tip { head, summary: self.commit.summary.clone(), commits })
    }

    fn write_vault(&self, connection: &Connection) -> rusqlite::Result<()> {
        let deliberation = self.commit.deliberation.as_str();
        for (subject, class) in &self.commit.destroy {
            let (party, member) = subject_columns(subject);
            let place = params![deliberation, party, member, class_column(*class)];
            for table in ["vault_keys", "vault_texts"] {
                connection
                    .prepare_cached(&format!(
                        "DELETE FROM {table}
                         WHERE deliberation = ?1 AND party = ?2 AND member = ?3 AND class = ?4"
                    ))?
                    .execute(place)?;
            }
        }
        for key in &self.commit.keys {
            let (party, member) = subject_columns(&key.subject);
            let class = class_column(key.class);
            connection
                .prepare_cached("INSERT INTO vault_keys VALUES (?1, ?2, ?3, ?4, ?5)")?
                .execute(params![deliberation, party, member, class, &key.wrapped[..]])?;
        }
        for text in &self.commit.texts {
            let (party, member) = subject_columns(&text.subject);
            let (id, class) = (text.id.as_str(), class_column(text.class));
            connection
                .prepare_cached("INSERT INTO vault_texts VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6)")?
                .execute(params![deliberation, id, party, member, class, &text.sealed[..]])?;
        }
        Ok(())
    }
}

/// Party and member of a subject; no id is empty, so an empty one says that there is none.
pub(super) fn subject_columns(subject: &Subject) -> (&str, &str) {
    match subject {
        Subject::Deliberation => ("", ""),
        Subject::Member(who) => {
            (who.party.as_str(), who.member.as_ref().map_or("", |member| member.as_str()))
        }
    }
}

pub(super) fn class_column(class: TextClass) -> i64 {
    match class {
        TextClass::Content => 1,
        TextClass::Identity => 2,
    }
}

/// Writes the heads that a group moved.
pub(super) fn write_heads(connection: &Connection, tips: &Tips) -> rusqlite::Result<()> {
    let mut statement = connection
        .prepare_cached("INSERT OR REPLACE INTO heads VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for (deliberation, tip) in tips {
        statement.execute(params![
            deliberation.as_str(),
            signed(tip.head.position),
            signed(tip.head.sequence),
            signed(tip.commits),
            tip.head.link,
            &tip.summary[..],
        ])?;
    }
    Ok(())
}

/// The stored heads, and the highest position in the log.
pub(super) fn read_heads(connection: &Connection) -> Result<(Tips, u64), String> {
    let failed = |error: rusqlite::Error| error.to_string();
    let mut tips = Tips::new();
    let mut statement = connection.prepare("SELECT * FROM heads").map_err(failed)?;
    let mut rows = statement.query([]).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        let id: String = row.get(0).map_err(failed)?;
        let parsed = DeliberationId::parse(&id);
        let id = parsed.map_err(|error| format!("head {id:?} is no id: {error}"))?;
        let number = |column| row.get(column).map(unsigned).map_err(failed);
        let head =
            Head { position: number(1)?, sequence: number(2)?, link: row.get(4).map_err(failed)? };
        let summary = row.get::<_, Vec<u8>>(5).map_err(failed)?.into();
        tips.insert(id, Tip { head, summary, commits: number(3)? });
    }
    let last = "SELECT coalesce(max(position), 0) FROM commits";
    let last = connection.query_row(last, [], |row| row.get(0)).map(unsigned).map_err(failed)?;
    let highest = tips.values().map(|tip| tip.head.position).max().unwrap_or(0);
    if highest != last {
        return Err(format!("the heads end at position {highest} and the commits at {last}"));
    }
    Ok((tips, last))
}
