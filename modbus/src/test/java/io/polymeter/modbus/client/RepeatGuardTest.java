package io.polymeter.modbus.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import org.junit.jupiter.api.Test;

/// Which replies may be copies of others.
class RepeatGuardTest {

    private static final Request A = new Request.ReadInputRegisters(0, 2);
    private static final Request B = new Request.ReadInputRegisters(2, 2);
    private static final Response WORDS = new Response.ReadRegisters(4, Words.of(1, 2));
    private static final Response WORD = new Response.ReadRegisters(4, Words.of(230));

    private final RepeatGuard guard = new RepeatGuard();

    @Test
    void onlyTheWordsOfOtherRegistersOfTheSameUnitAreSuspected() {
        guard.taken(1, A, WORDS);
        assertThat(guard.suspects(1, A, WORDS)).isFalse();
        assertThat(guard.suspects(2, B, WORDS)).isFalse();
        assertThat(guard.suspects(1, B, WORDS)).isTrue();
        assertThat(guard.suspects(1, B, new Response.ReadRegisters(4, Words.of(1, 3))))
                .isFalse();
    }

    @Test
    void whatIsBelievedIsSuspectedAgainWhenACopyIsFound() {
        guard.taken(1, A, WORDS);
        guard.believe(1, B, WORDS);
        assertThat(guard.suspects(1, B, WORDS)).isFalse();
        guard.copied();
        assertThat(guard.suspects(1, B, WORDS)).isTrue();
    }

    @Test
    void singleRegistersAreTheSameTooOftenToBeSuspectedBeforeACopyWasFound() {
        Request one = new Request.ReadInputRegisters(7, 1);
        guard.taken(1, new Request.ReadInputRegisters(6, 1), WORD);
        assertThat(guard.suspects(1, one, WORD)).isFalse();
        guard.copied();
        assertThat(guard.suspects(1, one, WORD)).isTrue();
    }

    @Test
    void whereCopiesAreMadeNothingIsBelievedForLong() {
        guard.taken(1, A, WORDS);
        guard.copied();
        guard.believe(1, B, WORDS);
        assertThat(guard.suspects(1, B, WORDS)).isTrue();
        assertThat(guard.copies()).isTrue();
        for (int i = 0; i < 1001; i++) {
            guard.taken(1, A, WORDS);
        }
        assertThat(guard.copies()).isFalse();
        guard.believe(1, B, WORDS);
        assertThat(guard.suspects(1, B, WORDS)).isFalse();
    }

    @Test
    void registersThatMirrorOthersWhileTheyChangeAreSuspectedNoMore() {
        for (int i = 0; i < 8; i++) {
            Response same = new Response.ReadRegisters(4, Words.of(i, 9));
            guard.taken(1, A, same);
            assertThat(guard.suspects(1, B, same)).isTrue();
            guard.believe(1, B, same);
            guard.taken(1, B, same);
        }
        Response next = new Response.ReadRegisters(4, Words.of(100, 9));
        guard.taken(1, A, next);
        assertThat(guard.suspects(1, B, next)).isFalse();
        // Other registers do not mirror them.
        assertThat(guard.suspects(1, new Request.ReadInputRegisters(4, 2), next))
                .isTrue();
        // Once they differ they are no mirror.
        guard.taken(1, B, WORDS);
        assertThat(guard.suspects(1, B, next)).isTrue();
    }

    @Test
    void onALineThatMakesCopiesNothingCountsAsAMirror() {
        for (int i = 0; i < 20; i++) {
            Response same = new Response.ReadRegisters(4, Words.of(i, 9));
            guard.taken(1, A, same);
            guard.believe(1, B, same);
            guard.taken(1, B, same);
        }
        guard.copied();
        Response next = new Response.ReadRegisters(4, Words.of(100, 9));
        guard.taken(1, A, next);
        assertThat(guard.suspects(1, B, next)).isTrue();
    }

    /// Its reply tells registers, too, but a copy of it is not asked for again: that would write twice.
    @Test
    void whatWritesAndReadsIsNotSuspected() {
        guard.taken(1, A, WORDS);
        Request both = new Request.ReadWriteMultipleRegisters(0, 2, 0, Words.of(7));
        assertThat(guard.suspects(1, both, new Response.ReadRegisters(23, Words.of(1, 2))))
                .isFalse();
        assertThat(guard.suspects(1, both, WORDS)).isFalse();
    }

    @Test
    void whatIsLongPastIsForgotten() {
        guard.taken(1, A, WORDS);
        for (int i = 0; i < 32; i++) {
            guard.taken(1, new Request.ReadInputRegisters(100 + i, 2), new Response.ReadRegisters(4, Words.of(i, 9)));
        }
        assertThat(guard.suspects(1, B, WORDS)).isFalse();
    }
}
