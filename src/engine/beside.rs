//! Work that takes long is done beside the tasks, so that it holds up nobody.

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::JoinHandle;

/// Does work on the blocking pool. A runtime with one thread does it in a task of its own: the
/// moment at which another thread is done is different each time, and a run that is played from a
/// seed must be able to repeat itself.
pub(super) fn beside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> JoinHandle<T> {
    match Handle::current().runtime_flavor() {
        RuntimeFlavor::CurrentThread => tokio::spawn(async move { work() }),
        _ => tokio::task::spawn_blocking(work),
    }
}
