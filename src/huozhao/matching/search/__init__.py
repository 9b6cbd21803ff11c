"""Product search in Chinese: spelling, words, pinyin, synonyms, corrections, ranking. All pure."""
