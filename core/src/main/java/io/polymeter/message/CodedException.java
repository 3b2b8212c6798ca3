package io.polymeter.message;

/// Something is refused or is not what it should be, in words that were made for people.
public class CodedException extends Exception implements Coded {

    private static final long serialVersionUID = 1;

    private final transient Message said;

    /// Says what is wrong.
    public CodedException(Message said) {
        super(said.text());
        this.said = said;
    }

    @Override
    public final Message said() {
        return said;
    }
}
