UPDATE "improvements" SET "stage" = 'ended' WHERE "stage" IN ('kept', 'reverted', 'abandoned');
