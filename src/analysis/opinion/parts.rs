//! Work over many participants, divided over the cores. Nothing that is computed depends on how:
//! what is added up over participants is whole numbers.

/// The least work, in votes or so, for which another thread is worth its start.
const WORTH: usize = 200_000;

/// In how many parts work of this size is best done.
pub(super) fn parts_for(work: usize, threads: usize) -> usize {
    threads.min(work / WORTH).max(1)
}

/// Does the jobs side by side, and gives what they make, in order.
pub(super) fn in_parts<J: Send, T: Send>(jobs: Vec<J>, work: impl Fn(J) -> T + Sync) -> Vec<T> {
    if jobs.len() <= 1 {
        return jobs.into_iter().map(work).collect();
    }
    let work = &work;
    std::thread::scope(|scope| {
        let running: Vec<_> = jobs.into_iter().map(|job| scope.spawn(move || work(job))).collect();
        let joined = running.into_iter().map(|job| match job.join() {
            Ok(made) => made,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        joined.collect()
    })
}

/// So many ranges that cover the numbers below `n`.
pub(super) fn ranges(n: usize, parts: usize) -> Vec<std::ops::Range<usize>> {
    (0..parts).map(|part| n * part / parts..n * (part + 1) / parts).collect()
}
