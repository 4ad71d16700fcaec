//! Where each participant lies, as a table.

use std::path::Path;

use csv::Writer;

use crate::app::cli::analyze::draw::letter;
use crate::app::cli::analyze::mapped::Mapped;
use crate::app::cli::failure::Failure;

/// Writes a row for each participant, in order of id; empty cells for who is in no group.
///
/// # Errors
/// When the file cannot be written.
pub fn write(mapped: &Mapped, file: &Path) -> Result<(), Failure> {
    let shown = file.display();
    let cannot = |error: csv::Error| Failure::io(format!("{shown} cannot be written: {error}"));
    let mut table = Writer::from_path(file).map_err(cannot)?;
    let header = ["participant", "x", "y", "group", "centricness", "coreness", "extremeness"];
    table.write_record(header).map_err(cannot)?;
    let map = &mapped.map;
    for (at, id) in mapped.participants.iter().enumerate() {
        let row = mapped.row(at);
        let [x, y] = map.places[row].map(|along| along.to_string());
        let group = map.labels[row].map(|group| letter(group).to_string()).unwrap_or_default();
        let figures = map.person(row).map_or([const { String::new() }; 3], |person| {
            [person.centricness, person.coreness, person.extremeness].map(|one| one.to_string())
        });
        let cells = [id.into_owned(), x, y, group].into_iter().chain(figures);
        table.write_record(cells.collect::<Vec<_>>()).map_err(cannot)?;
    }
    table.flush().map_err(|error| cannot(error.into()))
}
