-- Searches must know the common words well, and the embedded database counts few by itself.
ALTER TABLE "message" ALTER COLUMN "words" SET STATISTICS 100;
