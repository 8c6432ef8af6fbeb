//! What a build does, told to whoever wants to see how far it is. It knows no clock: who looks on has one.

/// What a build does, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Reading the sources.
    Read,
    /// From sources to the model.
    Parse,
    /// Ledgers, addresses, links.
    Link,
    /// The theme, and what pages share.
    Prepare,
    /// Pages and all other files made of words.
    Pages,
    /// Files that are copied, and pictures in the sizes that pages offer.
    Copies,
    /// Pictures of words.
    Cards,
    /// Whole transcripts on paper.
    Papers,
    /// Moving in what has changed.
    Publish,
    /// Comparing with what readers see.
    Compare,
    /// Sending to where readers find it.
    Send,
}

impl Phase {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "reading",
            Self::Parse => "parsing",
            Self::Link => "links",
            Self::Prepare => "theme",
            Self::Pages => "pages",
            Self::Copies => "copies",
            Self::Cards => "cards",
            Self::Papers => "printing",
            Self::Publish => "publishing",
            Self::Compare => "comparing",
            Self::Send => "sending",
        }
    }
}

/// Somebody who looks on while a site is built. Calls come from all threads.
pub trait Observer: Sync {
    /// A phase begins, and so the one before has ended. It has so many steps, where that is known.
    fn begins(&self, phase: Phase, steps: usize);

    /// A step of the present phase is done on this thread.
    fn advances(&self);
}

/// Nobody looks on.
impl Observer for () {
    fn begins(&self, _phase: Phase, _steps: usize) {}

    fn advances(&self) {}
}
