package io.polymeter.modbus.client;

import java.util.ArrayDeque;
import java.util.Deque;

/// Which transaction ids the replies of a device carry. Most repeat the request's, as they must; some gateways send
/// ids of their own, which is found out, and then as good.
///
/// On a new connection nothing is owed, so the first replies may say what they like: a reply with another id is
/// believed when the next one deviates in the same way. For one connection after another; one thread.
final class TransactionIds {

    private static final int MAX_OWED = 32;

    /// What is known of the ids on this connection.
    private enum Rule {
        UNKNOWN,
        /// The reply's id is the request's plus [#shift].
        SHIFTED,
        /// The reply's id is the request's with its bytes exchanged.
        SWAPPED,
        /// All replies have the id [#constant]: it tells nothing.
        CONSTANT
    }

    /// What an id says of its reply.
    enum Owner {
        /// The reply to what is asked now.
        OURS,
        /// The reply to an earlier request, whose time was over.
        LATE,
        /// The reply to nobody knows what.
        FOREIGN,
        /// Ours, if the next one deviates in the same way.
        PERHAPS
    }

    private final Deque<Integer> owed = new ArrayDeque<>();
    private Rule rule = Rule.UNKNOWN;
    private int shift;
    private int constant;
    private boolean suspected;
    private int suspectedShift;
    private int suspectedId;
    private boolean suspectedSwap;

    /// A new connection: what was owed on the last one cannot come here.
    void connected() {
        owed.clear();
        rule = Rule.UNKNOWN;
    }

    /// A request stayed unanswered.
    void unanswered(int asked) {
        owed.addLast(asked);
        if (owed.size() > MAX_OWED) {
            owed.removeFirst();
        }
    }

    /// Whether a late reply can be told from others, so that the connection need not be given up.
    boolean tellApart() {
        return rule == Rule.SHIFTED || rule == Rule.SWAPPED;
    }

    /// Whether all replies carry one id.
    boolean isConstant() {
        return rule == Rule.CONSTANT;
    }

    /// Whose reply this is.
    ///
    /// @param answered the reply's id
    /// @param asked the id of the request that is open
    Owner owner(int answered, int asked) {
        return switch (rule) {
            case SHIFTED, SWAPPED -> {
                int origin = rule == Rule.SWAPPED ? swap(answered) : answered - shift & 0xffff;
                yield origin == asked ? Owner.OURS : owed.contains(origin) ? Owner.LATE : Owner.FOREIGN;
            }
            case CONSTANT -> answered == constant ? Owner.OURS : Owner.FOREIGN;
            case UNKNOWN -> {
                if (answered == asked) {
                    rule = Rule.SHIFTED;
                    shift = 0;
                    yield Owner.OURS;
                }
                yield owed.isEmpty() ? Owner.PERHAPS : Owner.FOREIGN;
            }
        };
    }

    /// A reply with another id was the only one: true if it deviates as the one before did, so that it is ours.
    boolean believe(int answered, int asked) {
        int difference = answered - asked & 0xffff;
        boolean swapped = swap(answered) == asked;
        boolean same =
                suspected && (difference == suspectedShift || answered == suspectedId || swapped && suspectedSwap);
        if (same && difference == suspectedShift) {
            rule = Rule.SHIFTED;
            shift = difference;
        } else if (same && swapped && suspectedSwap) {
            rule = Rule.SWAPPED;
        } else if (same) {
            rule = Rule.CONSTANT;
            constant = answered;
        }
        suspected = true;
        suspectedShift = difference;
        suspectedSwap = swapped;
        suspectedId = answered;
        return same;
    }

    private static int swap(int id) {
        return (id & 0xff) << 8 | id >>> 8;
    }

    /// By how much ids of replies differ at present, for people.
    static int difference(int answered, int asked) {
        return (short) (answered - asked);
    }
}
