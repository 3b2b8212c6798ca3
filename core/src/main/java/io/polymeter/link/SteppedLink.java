package io.polymeter.link;

import java.time.Duration;

/// A link that works in steps, and needs no thread between them: ten thousand meters that wait for their next poll have
/// no stack each.
public interface SteppedLink extends Link {

    /// Begins to work. Connects to nothing yet: that is for the first step.
    LinkRun begin(Context context);

    @Override
    default void run(Context context) throws Exception {
        try (LinkRun run = begin(context)) {
            while (true) {
                Duration pause = run.step();
                if (pause.isPositive()) {
                    context.clock().sleep(pause);
                }
            }
        }
    }

    /// The work of a link from its start until it fails or is stopped. Its steps come one after the other, each on a
    /// virtual thread of its own or not.
    interface LinkRun extends AutoCloseable {

        /// Does what is due, and blocks as long as that takes.
        ///
        /// @return how long nothing is to be done; zero to go on at once
        /// @throws Exception as [Link#run]
        Duration step() throws Exception;

        /// Closes what the steps opened.
        @Override
        void close();
    }
}
